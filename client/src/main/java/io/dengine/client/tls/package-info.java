/**
 * TLS for connections, and the reading of certificates and keys.
 *
 * <pre>
 *   PEM files --PemFiles--> certificates, keys --Tls--> SSLContext --> the socket of a connection
 * </pre>
 *
 * <p>Invariants: by default, the client checks that the node's certificate is trusted and issued for the name that was
 * dialed. No message contains a part of a key.
 */
@NullMarked
package io.dengine.client.tls;

import org.jspecify.annotations.NullMarked;
