/**
 * The server side of the native protocol, the frames of {@link io.dengine.call}, on the node's port.
 *
 * <pre>
 *   socket --bytes--> CallConnection --Call--> CallTarget
 *      ^                |  ^                      |
 *      '-- one write ---'  '-- Finished, Woken ---'   any thread; one wake-up for many
 * </pre>
 *
 * <p>Invariants: a connection's state belongs to its event loop, which never blocks; the thread that completes a call
 * does no work on the socket, but leaves the answer and wakes the event loop at most once for all answers that it
 * leaves; no memory is allocated for a length before that many bytes have arrived; rows become bytes outside of the
 * heap as they are read, so answers that wait do not burden the garbage collector; the node does not read from a client
 * that does not read its answers, and disconnects it after a while; everything that a client sends ends in an answer or
 * in a goodbye with the reason.
 */
@NullMarked
package io.dengine.server.call;

import org.jspecify.annotations.NullMarked;
