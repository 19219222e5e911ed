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

/** A context that is another one for each connection, if what it was made of has changed meanwhile. */
final class RenewedContext extends SslContext {
    private final Supplier<SslContext> present;

    RenewedContext(Supplier<SslContext> present) {
        this.present = present;
    }

    /** Reads a key in PEM, as Netty does where it reads both. */
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
