/**
 * The interface that users program against, the same for an engine in their process and for a remote cluster.
 *
 * <pre>
 *   Client (blocking) --- async() ---> AsyncClient (CompletableFuture)
 *      |  keys, values: Bytes, or text in UTF-8
 *      |  reads: ReadOptions      writes: PutOptions, Transaction
 *      |  Lease    Watch    ClusterView
 *      '-- failures: EngineException, whose outcome indicates whether the request may have taken effect
 * </pre>
 *
 * <p>Invariants: any thread may use everything here unless its documentation says otherwise. A failure whose outcome is
 * not {@link io.dengine.api.Outcome#UNKNOWN} changed nothing. Revisions only grow, and one revision is one change of
 * the store as a whole.
 */
@NullMarked
package io.dengine.api;

import org.jspecify.annotations.NullMarked;
