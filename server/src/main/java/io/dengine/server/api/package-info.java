/**
 * The operations of a node that its two client protocols, gRPC and HTTP/JSON, call.
 *
 * <pre>
 *   gRPC services --+
 *                   +--> KvFacade --> Node, KvStore
 *   HTTP routes ----+
 * </pre>
 *
 * <p>Invariants: no method blocks; every returned future completes within the node's request timeout; the only
 * expected failures are {@link io.dengine.engine.RefusedException} and {@link UnsupportedOperationException}, and
 * {@link io.dengine.server.api.ErrorCode} is the only place that maps them to error codes.
 */
@NullMarked
package io.dengine.server.api;

import org.jspecify.annotations.NullMarked;
