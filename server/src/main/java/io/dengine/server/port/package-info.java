/**
 * One listening port for everybody.
 *
 * <pre>
 *   first bytes
 *     PRI * HTTP/2   -->  gRPC
 *     DENGPEER       -->  peers
 *     DENGINE-CALL   -->  our own clients
 *     anything else  -->  HTTP/1.1
 * </pre>
 *
 * <p>The port belongs to the gRPC server, whose protocol negotiation is replaced by a look at the first bytes. That
 * uses classes which gRPC calls internal; all of it is in {@link io.dengine.server.port.FirstBytes}, guarded by a test
 * that speaks all of them.
 *
 * <p>Invariants: every connection is counted, and beyond the limit only peers get in; every connection is under a
 * deadline until its protocol is known, and under that protocol's own deadlines afterwards.
 */
@NullMarked
package io.dengine.server.port;

import org.jspecify.annotations.NullMarked;
