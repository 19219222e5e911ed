/**
 * What the two client protocols of a node, gRPC and HTTP/JSON, ask of it.
 *
 * <pre>
 *   gRPC services --+
 *                   +--> KvFacade --> Node, KvStore
 *   HTTP routes ----+
 * </pre>
 *
 * <p>Invariants: no method blocks; every returned future completes within the node's request timeout; the only
 * expected failures are {@link io.dengine.engine.RefusedException} and {@link UnsupportedOperationException}, and
 * {@link io.dengine.server.api.ErrorCode} is the only table that gives them names.
 */
@NullMarked
package io.dengine.server.api;

import org.jspecify.annotations.NullMarked;
