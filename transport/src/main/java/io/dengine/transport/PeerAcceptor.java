package io.dengine.transport;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/**
 * Handles connections that begin with {@link #magic}. Owns no socket: the owner of the listening socket installs it,
 * with the first bytes still to be read.
 */
public final class PeerAcceptor {
    private final PeerTransport transport;

    PeerAcceptor(PeerTransport transport) {
        this.transport = transport;
    }

    /** Returns the bytes that every connection between peers begins with. */
    public static byte[] magic() {
        return Handshake.MAGIC.toArray();
    }

    /** Appends the handlers of a peer's connection. They must see the stream from its first byte. */
    public void addTo(ChannelPipeline pipeline) {
        addTo(pipeline, () -> {});
    }

    /**
     * Appends the handlers of a peer's connection. The number of connections that have proven nothing is bounded, so
     * that strangers which begin like peers cannot accumulate.
     *
     * @param whenProven runs on the event loop once the other side has proven that it is a peer; not before that a
     *     connection deserves more than any client's
     */
    public void addTo(ChannelPipeline pipeline, Runnable whenProven) {
        TransportConfig config = transport.config();
        pipeline.addLast(
                new IdleStateHandler(config.silenceMillis(), 0, 0, TimeUnit.MILLISECONDS),
                new FrameDecoder(true),
                new AcceptedHandler(transport, whenProven));
    }
}
