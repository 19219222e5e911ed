package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Records the nodes that dial this node before it has joined. A node that lost its disk, and does not know the members
 * that were added later, learns of them in this way: they keep dialling it. Safe for use by any thread.
 *
 * <p>A caller is recorded only if its network may have peers, and with a secret only once it has proven that it knows
 * the secret. Without one its claim is all there is, since this node knows no address yet to which a challenge could
 * go.
 */
public final class CallerWatch implements AutoCloseable {
    /** The maximum number of open connections; the oldest is closed for the next one. */
    private static final int MAX_OPEN = 128;

    private final int nodeId;
    private final PeerTrust trust;
    private final SecureRandom nonces = new SecureRandom();
    private final List<PeerIdentity> callers = new CopyOnWriteArrayList<>();
    private final Crowd<Channel> open = new Crowd<>(MAX_OPEN);
    private volatile boolean closed;

    /**
     * @param nodeId the id that the callers must expect
     * @param trust decides who is a caller
     */
    public CallerWatch(int nodeId, PeerTrust trust) {
        this.nodeId = nodeId;
        this.trust = trust;
    }

    /** Returns the callers that have identified themselves and that expect this node. */
    public List<PeerIdentity> callers() {
        return List.copyOf(callers);
    }

    /** Returns whether a caller is connected that has not identified itself yet. */
    public boolean isBeingCalled() {
        return !open.all().isEmpty();
    }

    /** Counts a connection that may turn out to be that of a caller, while it is open; or closes it. */
    public void noticed(Channel channel) {
        if (closed || !trust.networks().contains(channel.remoteAddress())) {
            Channels.close(channel);
            return;
        }
        Channel oldest = open.add(channel);
        Channels.whenDone(channel.closeFuture(), () -> open.remove(channel));
        if (oldest != null) {
            Channels.close(oldest);
        }
        if (closed) {
            Channels.close(channel); // this watch was closed meanwhile, and may not have seen it
        }
    }

    /**
     * Appends the handlers of a connection that was {@link #noticed}; they close it once its caller is known. They must
     * see the stream from its first byte.
     */
    public void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(new FrameDecoder(true), new Listening());
    }

    /** Closes all connections that are still open. */
    @Override
    public void close() {
        closed = true;
        open.all().forEach(Channels::close);
    }

    private final class Listening extends SimpleChannelInboundHandler<Bytes> {
        private @Nullable Verification verification;

        @Override
        protected void channelRead0(ChannelHandlerContext context, Bytes body) {
            Verification asked = verification;
            Handshake said = Handshake.decodeBody(body);
            if (asked != null && said instanceof Handshake.Confirmation confirmation) {
                if (asked.confirmed(confirmation) == null) {
                    callers.add(asked.claimed());
                }
                Channels.close(context.channel());
            } else if (asked == null && said instanceof Handshake.Hello hello) {
                greet(context.channel(), hello);
            } else {
                throw new MalformedBytesException("not a caller");
            }
        }

        private void greet(Channel channel, Handshake.Hello hello) {
            // Of which cluster the caller is, is what this node has to find out.
            PeerIdentity self = new PeerIdentity(hello.sender().cluster(), nodeId, 0, "");
            Verification started = new Verification(self, trust.secret(), Nonce.drawn(nonces));
            if (started.greeted(hello) != null) {
                Channels.close(channel);
            } else if (trust.secret() == null) {
                callers.add(hello.sender());
                Channels.close(channel);
            } else {
                verification = started;
                Channels.writeFlushed(channel, started.challenge());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Channels.close(context.channel()); // not a peer
        }
    }
}
