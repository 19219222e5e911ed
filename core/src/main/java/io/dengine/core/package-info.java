/**
 * The Raft protocol as a pure function: {@link io.dengine.core.RaftCore#step} takes one event and appends ordered
 * effects.
 *
 * <pre>
 *            Event                          Effect
 *   network, disk, clients  -->  RaftCore  -->  Persist, Send, Commit, ReadAt, ...
 *             time          -->
 * </pre>
 *
 * <p>Invariants: the core never blocks, reads no clock and no random source but its own seeded one, and uses no thread
 * and no socket. A term or vote is durable before any message that shows it leaves: such messages travel inside
 * {@link io.dengine.core.Effect.Persist}. Nothing is applied before the local log has it at the acknowledged level. A
 * read is confirmed only by a round that was sent after the read arrived.
 */
@NullMarked
package io.dengine.core;

import org.jspecify.annotations.NullMarked;
