/**
 * Leases, and the expiry that they share with sessions.
 *
 * <pre>
 *   TimedTable --- id --> Timed (ttl, Renewal) --- position in --> DeadlineHeap
 *                           ^
 *                         Lease === LeaseMember === LeaseMember    (the keys attached to it, a linked list)
 * </pre>
 *
 * <p>Invariants: the only time is that of log entries, so every node ends the same leases and sessions at the same
 * entry. Nothing ends early: the deadline is the entry time of the last renewal plus the TTL, and is checked again when
 * the end is applied. The end may be late: the leader proposes it in bounded portions, and not during the grace that
 * follows the start of a leadership, in which clients that had no leader can renew. A renewal raises the generation, so
 * an end that was proposed before it has no effect. A lease or session that has expired but not yet ended can still be
 * renewed.
 */
@NullMarked
package io.dengine.kv.ttl;

import org.jspecify.annotations.NullMarked;
