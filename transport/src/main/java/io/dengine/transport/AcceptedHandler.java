package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The accepting end of a connection: checks the hello, answers it, and delivers what follows; or answers the one
 * question that was asked.
 */
final class AcceptedHandler extends SimpleChannelInboundHandler<Bytes> {
    private enum Phase {
        HELLO_DUE,
        REPLACING,
        OPEN,
        ASKED,
        DONE
    }

    private final PeerTransport transport;
    private Phase phase = Phase.HELLO_DUE;
    private int peer = ConnectionLog.STRANGER;
    private @Nullable PeerIdentity sender;
    private @Nullable ScheduledFuture<?> helloDeadline;
    private String reason = "closed by the other side";

    AcceptedHandler(PeerTransport transport) {
        this.transport = transport;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        helloDeadline = context.executor()
                .schedule(
                        () -> {
                            if (phase == Phase.HELLO_DUE) {
                                close(context, "no hello");
                            }
                        },
                        transport.config().connectTimeoutMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Bytes body) {
        switch (phase) {
            case HELLO_DUE -> greet(context, body);
            case REPLACING -> throw new MalformedBytesException("it speaks before its hello was answered");
            case OPEN -> deliver(context, body);
            case ASKED -> answerPing(context, body);
            case DONE -> {
                // Closing; what still arrives is not wanted.
            }
        }
    }

    private void greet(ChannelHandlerContext context, Bytes body) {
        Handshake first = Handshake.decodeBody(body);
        if (first instanceof Handshake.Question question) {
            answer(context, question);
            return;
        }
        if (!(first instanceof Handshake.Hello hello)) {
            throw new MalformedBytesException("it did not begin with a hello");
        }
        String objection = transport.objection(hello);
        if (objection != null) {
            refuse(context, hello, objection);
            return;
        }
        phase = Phase.REPLACING;
        sender = hello.sender();
        peer = hello.sender().nodeId();
        @Nullable Channel replaced = transport.replaceInbound(peer, context.channel());
        if (replaced == null) {
            welcome(context);
        } else {
            // Only once the earlier connection has delivered its last message may this one deliver its first.
            Channels.whenDone(replaced.close(), () -> context.executor().execute(() -> welcome(context)));
        }
    }

    private void answer(ChannelHandlerContext context, Handshake.Question question) {
        phase = Phase.ASKED;
        var unused = transport.questions().answer(question.text()).whenComplete((reply, failure) -> {
            if (failure == null) {
                Channels.writeLast(context.channel(), new Handshake.Reply(reply));
            } else {
                Channels.writeLast(context.channel(), new Handshake.Refused(String.valueOf(failure.getMessage())));
            }
        });
    }

    private void welcome(ChannelHandlerContext context) {
        if (phase != Phase.REPLACING || !context.channel().isActive()) {
            return;
        }
        FrameDecoder decoder = context.pipeline().get(FrameDecoder.class);
        if (decoder != null) {
            decoder.allowBodyBytes(transport.config().maxFrameBytes());
        }
        phase = Phase.OPEN;
        Channels.writeFlushed(context.channel(), new Handshake.Hello(PeerCodec.VERSION, transport.self(), peer));
        if (sender != null) {
            String warning = transport.warning(sender);
            if (warning != null) {
                Channels.writeFlushed(context.channel(), new Handshake.Warned(warning));
            }
            transport.inboundOpened(sender);
        }
    }

    private void deliver(ChannelHandlerContext context, Bytes body) {
        if (!Handshake.isHandshake(body)) {
            transport.receiver().received(peer, PeerCodec.decodeBody(body));
        } else {
            answerPing(context, body);
        }
    }

    private static void answerPing(ChannelHandlerContext context, Bytes body) {
        if (Handshake.decodeBody(body) instanceof Handshake.Ping) {
            Channels.writeFlushed(context.channel(), new Handshake.Pong());
        }
    }

    private void refuse(ChannelHandlerContext context, Handshake.Hello hello, String objection) {
        phase = Phase.DONE;
        transport
                .log()
                .trouble(
                        ConnectionLog.STRANGER,
                        "refused a connection from " + context.channel().remoteAddress() + ", which says it is node "
                                + hello.sender().nodeId() + " ("
                                + hello.sender().address() + "): " + objection);
        Channels.writeLast(context.channel(), new Handshake.Refused(objection));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            close(context, "silent for " + transport.config().silenceMillis() + " ms");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(context, PeerLink.describe(cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (helloDeadline != null) {
            helloDeadline.cancel(false);
        }
        boolean wasOpen = phase == Phase.OPEN;
        boolean counted = wasOpen || phase == Phase.REPLACING;
        phase = Phase.DONE;
        if (counted) {
            transport.inboundClosed(peer, context.channel(), wasOpen, reason);
        }
    }

    private void close(ChannelHandlerContext context, String why) {
        reason = why;
        if (phase == Phase.HELLO_DUE) {
            transport
                    .log()
                    .trouble(
                            ConnectionLog.STRANGER,
                            "closed a connection from " + context.channel().remoteAddress() + ": " + why);
        }
        Channels.close(context.channel());
    }
}
