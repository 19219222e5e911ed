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

/** The dialling side of a connection: sends a hello, waits for the answer, and then sends pings. */
final class DialledHandler extends SimpleChannelInboundHandler<Bytes> {
    private static final String DECODER = "answers";

    private final PeerLink link;
    private final Introduction introduction;
    private final TransportConfig config;
    private String reason = "closed by the other side";
    private @Nullable ScheduledFuture<?> timer;

    private DialledHandler(PeerLink link, Introduction introduction, TransportConfig config) {
        this.link = link;
        this.introduction = introduction;
        this.config = config;
    }

    static void addTo(ChannelPipeline pipeline, PeerLink link, Introduction introduction, TransportConfig config) {
        pipeline.addLast(DECODER, answerDecoder());
        pipeline.addLast(new DialledHandler(link, introduction, config));
    }

    private static FrameDecoder answerDecoder() {
        FrameDecoder decoder = new FrameDecoder(false);
        decoder.allowBodyBytes(Handshake.MAX_REPLY_BYTES);
        return decoder;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        BytesWriter writer = new BytesWriter(256);
        writer.writeRaw(Handshake.MAGIC);
        introduction.hello().writeFrame(writer);
        Channels.writeFlushed(context.channel(), writer);
        link.greeted(context.channel());
        timer = context.executor()
                .schedule(
                        () -> close(context, "no answer to the hello"),
                        link.patience().of(config.welcomeTimeoutMillis()),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Bytes body) {
        switch (Handshake.decodeBody(body)) {
            case Handshake.Challenge challenge -> {
                Handshake.Confirmation answer = introduction.answer(challenge);
                if (answer != null) {
                    Channels.writeFlushed(context.channel(), answer);
                }
            }
            case Handshake.Welcome welcome -> welcomed(context, welcome);
            case Handshake.Refused refused -> close(context, "refused by the other side: " + refused.reason());
            case Handshake.Warned warned -> link.warned(warned.reason());
            case Handshake.Ping ping -> Channels.writeFlushed(context.channel(), new Handshake.Pong());
            case Handshake.Pong pong -> {
                // Its arrival is all that matters.
            }
            case Handshake.Hello said -> close(context, "it dials on a connection that it was dialled on");
            case Handshake.Confirmation said -> close(context, "it proves what it was not asked");
            case Handshake.Members said -> close(context, "it says who the members are where it is not asked");
            case Handshake.Question said -> close(context, "it asks where it is asked nothing");
            case Handshake.Reply reply -> link.replied(reply);
        }
    }

    private void welcomed(ChannelHandlerContext context, Handshake.Welcome welcome) {
        String objection = introduction.welcomed(welcome);
        if (objection != null) {
            close(context, objection);
            return;
        }
        stopTimer();
        // Silence counts from here on: until then the peer has as long as this node has patience.
        context.pipeline()
                .addBefore(
                        DECODER, "silence", new IdleStateHandler(config.silenceMillis(), 0, 0, TimeUnit.MILLISECONDS));
        link.welcomed(context.channel());
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
