/**
 * What users see of d-engine, whether the engine runs in their process or elsewhere.
 *
 * <pre>
 *   Client (blocking) --- async() ---> AsyncClient (CompletableFuture)
 *      |  keys, values: Bytes, or text in UTF-8
 *      |  reads: ReadOptions      writes: PutOptions, Transaction
 *      |  Lease    Watch    ClusterView
 *      '-- whatever fails: EngineException, which says whether the request may have taken effect
 * </pre>
 *
 * <p>Invariants: everything here is safe for use by any thread unless it says otherwise. A failure that does not say
 * {@link io.dengine.api.Outcome#UNKNOWN} changed nothing. Revisions only grow, and one revision is one change of the
 * store as a whole.
 */
@NullMarked
package io.dengine.api;

import org.jspecify.annotations.NullMarked;
