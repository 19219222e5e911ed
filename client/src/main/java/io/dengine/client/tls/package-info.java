/**
 * How connections are encrypted, and where certificates and keys come from.
 *
 * <pre>
 *   PEM files --PemFiles--> certificates, keys --Tls--> SSLContext --> the socket of a connection
 * </pre>
 *
 * <p>Invariants: whoever does not say otherwise checks that the node's certificate is trusted and made out to the name
 * that was dialled; no message carries a part of a key.
 */
@NullMarked
package io.dengine.client.tls;

import org.jspecify.annotations.NullMarked;
