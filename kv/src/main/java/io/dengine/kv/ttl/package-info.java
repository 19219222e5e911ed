/**
 * What ends by itself: leases, and the machinery they share with sessions.
 *
 * <pre>
 *   TimedTable --- id --> Timed (ttl, Renewal) --- position in --> DeadlineHeap
 *                           ^
 *                         Lease === LeaseMember === LeaseMember    (the keys that end with it, a chain)
 * </pre>
 *
 * <p>Invariants: the only time is that of log entries, so every node ends the same things at the same entry. Nothing
 * ends early: the deadline is the entry time of the last renewal plus the TTL, and is checked again where the end is
 * applied. It may end late: the leader proposes the end, in bounded portions, and not during the grace that follows the
 * begin of a leadership, in which clients that had no leader to talk to can renew. A renewal raises the generation, so
 * an end that was proposed before it has no effect. What is over but not yet ended can still be renewed.
 */
@NullMarked
package io.dengine.kv.ttl;

import org.jspecify.annotations.NullMarked;
