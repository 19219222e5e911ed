package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The dialling end of a connection: says hello, waits for the answer, and then asks for signs of life. */
final class DialledHandler extends SimpleChannelInboundHandler<Bytes> {
    private final PeerLink link;
    private final TransportConfig config;
    private String reason = "closed by the other side";
    private boolean welcomed;
    private @Nullable ScheduledFuture<?> timer;

    private DialledHandler(PeerLink link, TransportConfig config) {
        this.link = link;
        this.config = config;
    }

    static void addTo(ChannelPipeline pipeline, PeerLink link, TransportConfig config) {
        pipeline.addLast(
                new IdleStateHandler(config.silenceMillis(), 0, 0, TimeUnit.MILLISECONDS),
                new FrameDecoder(false),
                new DialledHandler(link, config));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        BytesWriter writer = new BytesWriter(256);
        writer.writeRaw(Handshake.MAGIC);
        link.hello().writeFrame(writer);
        Channels.writeFlushed(context.channel(), writer);
        timer = context.executor()
                .schedule(
                        () -> close(context, "no answer to the hello"),
                        config.connectTimeoutMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Bytes body) {
        switch (Handshake.decodeBody(body)) {
            case Handshake.Hello hello -> greet(context, hello);
            case Handshake.Refused refused -> close(context, "refused by the other side: " + refused.reason());
            case Handshake.Warned warned -> link.warned(warned.reason());
            case Handshake.Ping ping -> Channels.writeFlushed(context.channel(), new Handshake.Pong());
            case Handshake.Question question -> close(context, "it asks where it is asked nothing");
            case Handshake.Reply reply -> close(context, "it answers where it was asked nothing");
            case Handshake.Pong pong -> {
                // That it came is all it says.
            }
        }
    }

    private void greet(ChannelHandlerContext context, Handshake.Hello hello) {
        if (welcomed) {
            close(context, "it said hello twice");
            return;
        }
        stopTimer();
        String objection = link.welcomed(context.channel(), hello);
        if (objection != null) {
            close(context, objection);
            return;
        }
        welcomed = true;
        timer = context.executor()
                .scheduleAtFixedRate(
                        () -> Channels.writeFlushed(context.channel(), new Handshake.Ping()),
                        config.pingMillis(),
                        config.pingMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            link.drain();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            close(context, "silent for " + config.silenceMillis() + " ms");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(context, PeerLink.describe(cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopTimer();
        link.ended(reason);
    }

    private void close(ChannelHandlerContext context, String why) {
        reason = why;
        Channels.close(context.channel());
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
