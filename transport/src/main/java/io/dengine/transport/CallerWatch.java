package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Notes who calls a node that is not there yet. A node that lost its disk, and was never told of the members that came
 * after it, learns of them in this way: they go on calling it. Safe for use by any thread.
 */
public final class CallerWatch {
    private final int nodeId;
    private final List<PeerIdentity> callers = new CopyOnWriteArrayList<>();
    private final AtomicInteger connected = new AtomicInteger();

    /** @param nodeId who they must be looking for */
    public CallerWatch(int nodeId) {
        this.nodeId = nodeId;
    }

    /** Those who have said who they are, and that they look for this node. */
    public List<PeerIdentity> callers() {
        return List.copyOf(callers);
    }

    /** Whether somebody is connected who has not said yet who it is. */
    public boolean isBeingCalled() {
        return connected.get() > 0;
    }

    /** Appends the handlers of a connection, which end it after the first frame. */
    void addTo(ChannelPipeline pipeline) {
        connected.incrementAndGet();
        var unused = pipeline.channel().closeFuture().addListener(closed -> connected.decrementAndGet());
        pipeline.addLast(new FrameDecoder(true), new SimpleChannelInboundHandler<Bytes>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, Bytes body) {
                note(body);
                var unused = context.close();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                var unused = context.close(); // somebody who is no peer
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
            // whoever that was, it was no peer
        }
    }
}
