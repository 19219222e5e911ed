/**
 * The listening port of a node, shared by all protocols.
 *
 * <pre>
 *   first bytes
 *     PRI * HTTP/2   -->  gRPC
 *     DENGPEER       -->  peers
 *     DENGINE-CALL   -->  our own clients
 *     anything else  -->  HTTP/1.1
 * </pre>
 *
 * <p>The port belongs to the gRPC server, whose protocol negotiation is replaced by an inspection of the first bytes.
 * That uses classes which gRPC calls internal; all of it is in {@link io.dengine.server.port.FirstBytes}, guarded by a
 * test that speaks all of the protocols.
 *
 * <p>A port is bound before anything else of a node, and serves once the node is open. In between it closes every
 * connection at once, as if nothing listened, except for those of callers that a node without data listens for.
 *
 * <p>Invariants: every connection is counted, and beyond the limit only peers are accepted; what has not proven that it
 * is a peer is bounded in number, and has no memory beyond the budget of clients; every connection has a deadline until
 * its protocol is known, and that protocol's own deadlines afterwards.
 */
@NullMarked
package io.dengine.server.port;

import org.jspecify.annotations.NullMarked;
