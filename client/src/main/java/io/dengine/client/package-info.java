/**
 * The client: implements {@link io.dengine.api.AsyncClient} over any {@code CallTarget}.
 *
 * <pre>
 *   user ----> EngineClient
 *                |  reads:  Request, retried until it is answered or times out
 *                |  writes: Request in a session (WriteSessions), so that retries are safe
 *                |  leases: ClientLease, renewed by the one thread of TimerThread
 *                |  watches: ResumingFeed, which resumes where it stopped
 *                v
 *            CallTarget            a node in this process, or connections to nodes
 * </pre>
 *
 * <p>Invariants: a write is sent again only if that cannot apply it twice, and fails as not applied only if none of its
 * attempts can still be applied. What waits is bounded. A watch delivers each revision once and in order, or ends and
 * reports why. Users' code never runs on a thread of the engine or of the timer, except for a {@link
 * io.dengine.client.CallObserver}. After the client is closed, none of its threads is left.
 */
@NullMarked
package io.dengine.client;

import org.jspecify.annotations.NullMarked;
