/**
 * HTTP/1.1 and the JSON interface.
 *
 * <pre>
 *   bytes -> HttpServerCodec -> HttpConnection -> HttpExchange -> JsonGateway -> KvFacade
 *                                     ^------------- reply, on any thread ----------'
 * </pre>
 *
 * <p>Invariants: one request of a connection is answered before the next one is begun, so answers keep the order of
 * requests; nothing here blocks the event loop; every connection is always under some deadline, or streams; no request
 * makes this node hold more than the limits say; each request gets exactly one answer, in JSON.
 */
@NullMarked
package io.dengine.server.http;

import org.jspecify.annotations.NullMarked;
