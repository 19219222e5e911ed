/**
 * Clients that speak the frames of {@link io.dengine.call}, on the node's port.
 *
 * <pre>
 *   socket --bytes--> CallConnection --Call--> CallTarget
 *      ^                |  ^                      |
 *      '-- one write ---'  '-- Finished, Woken ---'   any thread; one wake-up for many
 * </pre>
 *
 * <p>Invariants: a connection's state belongs to its event loop, which never blocks; whoever completes a call does no
 * socket's work, but leaves the answer and wakes the event loop at most once for all that it leaves; nothing is
 * allocated for a length before that many bytes have come; a client that does not read what it asked for is not read
 * from either, and cut off after a while; whatever a client sends ends in an answer or in a goodbye that says why.
 */
@NullMarked
package io.dengine.server.call;

import org.jspecify.annotations.NullMarked;
