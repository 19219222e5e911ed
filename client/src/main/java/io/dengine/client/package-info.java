/**
 * The client: whatever {@link io.dengine.api.AsyncClient} promises, over anything that answers calls.
 *
 * <pre>
 *   user ----> EngineClient
 *                |  reads:  Request, again until it is answered or its time is over
 *                |  writes: Request in a session (WriteSessions), so that "again" does no harm
 *                |  leases: ClientLease, renewed by the one thread of TimerThread
 *                |  watches: ResumingFeed, which begins again where it stopped
 *                v
 *            CallTarget            a node in this process, or connections to nodes
 * </pre>
 *
 * <p>Invariants: a write is sent again only if that cannot carry it out twice, and fails as not applied only if no
 * attempt of it can still be carried out. What is waiting is bounded. A watch delivers each revision once and in order,
 * or ends and says why. Users' code never runs on a thread of the engine or of the timer, but for a
 * {@link io.dengine.client.CallObserver}. After the client is closed, none of its threads is left.
 */
@NullMarked
package io.dengine.client;

import org.jspecify.annotations.NullMarked;
