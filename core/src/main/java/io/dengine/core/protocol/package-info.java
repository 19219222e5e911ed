/**
 * The protocol, split by concern; each class can be read alongside its section of the Raft dissertation.
 *
 * <pre>
 *                      Protocol  (dispatch: stickiness, the one term rule)
 *      Election (3.4, 4.2.3, 9.6)   Following (3.5)   Replication (3.5, 10.2)
 *      Reading (6.4)   LeadershipTransfer (3.10)   Reconfiguration (4)   Compaction (5)   Loss
 *                      CoreState, Role, LogView, Outbox  |  Invariants after each event
 * </pre>
 *
 * <p>Invariants: a role owns exactly its own fields, and a transition replaces the role at once; only
 * {@link io.dengine.core.protocol.Protocol} compares terms of messages; everything that leaves the node goes through
 * {@link io.dengine.core.protocol.Outbox}, which holds back what depends on a term or vote that is not durable yet.
 */
@NullMarked
package io.dengine.core.protocol;

import org.jspecify.annotations.NullMarked;
