package io.dengine.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/** A TLS context that uses the present certificates for each new connection. */
final class RenewedContext extends SslContext {
    private final Supplier<SslContext> present;

    RenewedContext(Supplier<SslContext> present) {
        this.present = present;
    }

    /** Reads a private key in PEM in the same way as Netty does. */
    static PrivateKey keyIn(Path file) throws IOException, GeneralSecurityException {
        return toPrivateKey(file.toFile(), null);
    }

    @Override
    public boolean isClient() {
        return present.get().isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return present.get().cipherSuites();
    }

    @Override
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return present.get().applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator alloc) {
        return present.get().newEngine(alloc);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator alloc, String peerHost, int peerPort) {
        return present.get().newEngine(alloc, peerHost, peerPort);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return present.get().sessionContext();
    }
}
