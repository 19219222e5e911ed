/**
 * HTTP/1.1 and the JSON interface.
 *
 * <pre>
 *   bytes -> RequestDecoder -> HttpConnection -> HttpExchange -> JsonGateway -> CallTarget, NodeOperations
 *                                     ^------------- reply, on any thread ----------'
 * </pre>
 *
 * <p>Invariants: one request of a connection is answered before the next one is begun, so answers keep the order of
 * requests; nothing here blocks the event loop; every connection always has a deadline, or streams; no request makes
 * this node hold more memory than the limits allow; each request gets exactly one answer: JSON, an event stream, or
 * the bytes of a backup.
 */
@NullMarked
package io.dengine.server.http;

import org.jspecify.annotations.NullMarked;
