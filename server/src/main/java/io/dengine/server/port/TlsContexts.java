package io.dengine.server.port;

import io.dengine.server.config.ServerConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;

/** Makes of the files that the configuration names what encrypts connections. */
public final class TlsContexts {
    private TlsContexts() {}

    /**
     * For connections that this node accepts. Those who offer a choice get HTTP/1.1, so that a browser gets JSON; gRPC
     * offers HTTP/2 alone.
     *
     * @throws IOException if the files are not what they should be; the message says which
     */
    public static SslContext accepting(ServerConfig.Encryption encryption) throws IOException {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            encryption.certificates().toFile(), encryption.key().toFile())
                    .sslProvider(SslProvider.JDK)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_1_1,
                            ApplicationProtocolNames.HTTP_2));
            if (encryption.clientAuthorities() != null) {
                builder.trustManager(encryption.clientAuthorities().toFile()).clientAuth(ClientAuth.REQUIRE);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw unusable(encryption, e);
        }
    }

    /**
     * For connections to other nodes, to which this one shows its own certificate if they ask.
     *
     * @throws IOException if the files are not what they should be; the message says which
     */
    public static SslContext dialling(ServerConfig.Encryption encryption) throws IOException {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(encryption.authorities().toFile())
                    .keyManager(
                            encryption.certificates().toFile(), encryption.key().toFile())
                    .build();
        } catch (IllegalArgumentException e) {
            throw unusable(encryption, e);
        }
    }

    private static IOException unusable(ServerConfig.Encryption encryption, IllegalArgumentException why) {
        Throwable cause = why.getCause() == null ? why : why.getCause();
        return new IOException(
                "Connections cannot be encrypted with " + encryption.certificates() + ", " + encryption.key() + " and "
                        + encryption.authorities() + ": " + why.getMessage() + " (" + cause.getMessage()
                        + "). Certificates and keys have to be in PEM, the key in PKCS 8 and without a password.",
                why);
    }
}
