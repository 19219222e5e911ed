package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records the nodes that dial this node before it has joined. A node that lost its disk, and does not know the members
 * that were added later, learns of them in this way: they keep dialling it. Safe for use by any thread.
 */
public final class CallerWatch {
    private final int nodeId;
    private final List<PeerIdentity> callers = new CopyOnWriteArrayList<>();
    private final AtomicInteger connected = new AtomicInteger();

    /** @param nodeId the id that the callers must expect */
    public CallerWatch(int nodeId) {
        this.nodeId = nodeId;
    }

    /** Returns the callers that have identified themselves and that expect this node. */
    public List<PeerIdentity> callers() {
        return List.copyOf(callers);
    }

    /** Returns whether a caller is connected that has not identified itself yet. */
    public boolean isBeingCalled() {
        return connected.get() > 0;
    }

    /** Counts a connection that may turn out to be that of a caller, while it is open. */
    public void noticed(Channel channel) {
        connected.incrementAndGet();
        var unused = channel.closeFuture().addListener(closed -> connected.decrementAndGet());
    }

    /**
     * Appends the handlers of a caller's connection, which close it after the first frame. They must see the stream
     * from its first byte.
     */
    public void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(new FrameDecoder(true), new SimpleChannelInboundHandler<Bytes>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, Bytes body) {
                note(body);
                var unused = context.close();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                var unused = context.close(); // not a peer
            }
        });
    }

    private void note(Bytes body) {
        try {
            if (Handshake.decodeBody(body) instanceof Handshake.Hello hello
                    && hello.expectedNodeId() == nodeId
                    && hello.sender().nodeId() != nodeId) {
                callers.add(hello.sender());
            }
        } catch (MalformedBytesException e) {
            // not a peer
        }
    }
}
