package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The accepting side of a connection: requires the dialling node to prove its identity and then delivers its messages,
 * or answers the one question that was sent instead of a hello.
 *
 * <pre>
 *   HELLO_DUE --hello--> UNCONFIRMED --confirmation--> REPLACING --the earlier connection ended--> OPEN
 *       '------question--> ASKED
 * </pre>
 */
final class AcceptedHandler extends SimpleChannelInboundHandler<Bytes> {
    private enum Phase {
        HELLO_DUE,
        UNCONFIRMED,
        REPLACING,
        OPEN,
        ASKED,
        DONE
    }

    /**
     * Longer than the answer to any question takes; a connection that only sends pings must not stay open for ever.
     */
    private static final int QUESTION_SECONDS = 60;

    private final PeerTransport transport;
    private final Runnable whenProven;
    private final Verification verification;
    private Phase phase = Phase.HELLO_DUE;
    private int peer = ConnectionLog.STRANGER;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable Inbound inbound;
    private String reason = "closed by the other side";

    /** @param whenProven runs on the event loop once the other side has proven that it is a peer */
    AcceptedHandler(PeerTransport transport, Runnable whenProven) {
        this.transport = transport;
        this.whenProven = whenProven;
        this.verification = transport.verification();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
        transport.awaitHello(this);
        deadline = newContext
                .executor()
                .schedule(
                        () -> {
                            if (phase == Phase.HELLO_DUE) {
                                close(newContext, "no hello");
                            }
                        },
                        transport.helloTimeoutMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Bytes body) {
        switch (phase) {
            case HELLO_DUE -> greet(context, Handshake.decodeBody(body));
            case UNCONFIRMED -> confirm(context, Handshake.decodeBody(body));
            case REPLACING -> between(context, Handshake.decodeBody(body));
            case OPEN -> deliver(context, body);
            case ASKED -> answerPing(context, Handshake.decodeBody(body));
            case DONE -> {
                // Closing; frames that still arrive are ignored.
            }
        }
    }

    private void greet(ChannelHandlerContext context, Handshake first) {
        transport.noLongerAwaited(this);
        PeerNetworks networks = transport.trust().networks();
        SocketAddress from = context.channel().remoteAddress();
        if (!networks.contains(from)) {
            transport.log().trouble(ConnectionLog.STRANGER, "refused a peer from " + from + ", outside of " + networks);
            refuseToTalk(
                    context, "this node accepts peers only from " + networks + " (peer_networks), not from " + from);
            return;
        }
        if (first instanceof Handshake.Question question) {
            answer(context, question);
            return;
        }
        if (!(first instanceof Handshake.Hello hello)) {
            throw new MalformedBytesException("it did not begin with a hello");
        }
        String objection = verification.greeted(hello);
        if (objection == null) {
            objection = transport.objection(hello.sender());
        }
        if (objection == null) {
            objection = transport.objection(hello.sender(), context.pipeline().get(SslHandler.class));
        }
        if (objection != null) {
            refuse(context, hello.sender(), objection);
            return;
        }
        phase = Phase.UNCONFIRMED;
        peer = hello.sender().nodeId();
        stopDeadline();
        deadline = context.executor()
                .schedule(() -> unconfirmed(context), transport.proofTimeoutMillis(peer), TimeUnit.MILLISECONDS);
        if (transport.trust().secret() != null) {
            Channels.writeFlushed(context.channel(), verification.challenge());
        }
        transport.awaitProof(this);
    }

    private void answer(ChannelHandlerContext context, Handshake.Question question) {
        PeerSecret secret = transport.trust().secret();
        if (secret != null && !PeerSecret.equal(question.code(), Proof.ofQuestion(secret, question.text()))) {
            refuseToTalk(
                    context,
                    "this cluster has a secret of its peers (cluster.peer_secret_file), and the node that asks does"
                            + " not know it");
            return;
        }
        phase = Phase.ASKED;
        transport.awaitAnswer(this);
        stopDeadline();
        deadline = context.executor()
                .schedule(() -> close(context, "a question without an answer"), QUESTION_SECONDS, TimeUnit.SECONDS);
        var unused = transport.questions().answer(question.text()).whenComplete((reply, failure) -> {
            if (failure == null) {
                Bytes text = Proof.sealed(secret, question, reply);
                Channels.writeLast(context.channel(), new Handshake.Reply(question.id(), false, text));
            } else {
                Channels.writeLast(context.channel(), new Handshake.Refused(String.valueOf(failure.getMessage())));
            }
        });
    }

    private void refuseToTalk(ChannelHandlerContext context, String why) {
        phase = Phase.DONE;
        Channels.writeLast(context.channel(), new Handshake.Refused(why + ". Nothing was changed."));
    }

    private void confirm(ChannelHandlerContext context, Handshake said) {
        switch (said) {
            case Handshake.Challenge challenge -> transport.challenged(peer, challenge);
            case Handshake.Confirmation confirmation -> {
                String objection = verification.confirmed(confirmation);
                if (objection == null) {
                    replace(context);
                } else {
                    refuse(context, verification.claimed(), objection);
                }
            }
            default -> throw new MalformedBytesException("it speaks before it has proven who it is");
        }
    }

    private void replace(ChannelHandlerContext context) {
        PeerIdentity sender = verification.claimed();
        String objection = transport.objectionToReplacing(sender);
        if (objection != null) {
            refuse(context, sender, objection);
            return;
        }
        phase = Phase.REPLACING;
        whenProven.run();
        stopDeadline();
        transport.proven(this);
        Inbound registered = transport.replaceInbound(sender, context.channel());
        inbound = registered;
        if (registered.cleared().isDone()) {
            welcome(context);
        } else {
            // The earlier connection must have delivered its last message, and its end must have been reported, before
            // this one delivers its first. The future of a channel's close completes too early for that.
            var unused = registered.cleared().thenRun(() -> context.executor().execute(() -> welcome(context)));
        }
    }

    private void between(ChannelHandlerContext context, Handshake said) {
        if (said instanceof Handshake.Challenge challenge) {
            transport.challenged(peer, challenge);
        } else {
            throw new MalformedBytesException("it speaks before it was welcomed");
        }
    }

    private void welcome(ChannelHandlerContext context) {
        if (phase != Phase.REPLACING
                || !verification.isConfirmed()
                || !context.channel().isActive()) {
            return;
        }
        FrameDecoder decoder = context.pipeline().get(FrameDecoder.class);
        if (decoder != null) {
            decoder.allowBodyBytes(transport.config().maxFrameBytes());
        }
        phase = Phase.OPEN;
        PeerIdentity sender = verification.claimed();
        Channels.writeFlushed(context.channel(), verification.welcome());
        String warning = transport.warning(sender);
        if (warning != null) {
            Channels.writeFlushed(context.channel(), new Handshake.Warned(warning));
        }
        transport.inboundOpened(sender);
    }

    private void deliver(ChannelHandlerContext context, Bytes body) {
        if (!Handshake.isHandshake(body)) {
            transport.receiver().received(peer, PeerCodec.decodeBody(body));
            return;
        }
        switch (Handshake.decodeBody(body)) {
            case Handshake.Challenge challenge -> transport.challenged(peer, challenge);
            case Handshake.Question question -> answerMember(context, question);
            case Handshake.Members members -> transport.vouched(peer, members.configuration());
            case Handshake said -> answerPing(context, said);
        }
    }

    private void answerMember(ChannelHandlerContext context, Handshake.Question question) {
        var unused = transport.questions().answerMember(question.text()).whenComplete((reply, failure) -> {
            boolean failed = failure != null;
            Bytes text = failed ? Bytes.utf8(String.valueOf(failure.getMessage())) : reply;
            Channels.writeFlushed(context.channel(), new Handshake.Reply(question.id(), failed, text));
        });
    }

    private static void answerPing(ChannelHandlerContext context, Handshake said) {
        if (said instanceof Handshake.Ping) {
            Channels.writeFlushed(context.channel(), new Handshake.Pong());
        }
    }

    private void unconfirmed(ChannelHandlerContext context) {
        if (phase == Phase.UNCONFIRMED) {
            refuse(context, verification.claimed(), transport.whyUnconfirmed(verification.claimed()));
        }
    }

    private void refuse(ChannelHandlerContext context, PeerIdentity claimed, String objection) {
        boolean waited = phase == Phase.UNCONFIRMED;
        phase = Phase.DONE;
        stopDeadline();
        if (waited) {
            transport.proven(this);
        }
        transport
                .log()
                .trouble(
                        ConnectionLog.STRANGER,
                        "refused a connection from " + context.channel().remoteAddress() + ", which says it is node "
                                + claimed.nodeId() + " (" + claimed.address() + "): " + objection);
        Channels.writeLast(context.channel(), new Handshake.Refused(objection));
    }

    /** Returns the verification of the peer, which has its claim and the challenge once it has said hello. */
    Verification verification() {
        return verification;
    }

    /** Returns the host that this connection comes from. */
    Object source() {
        SocketAddress from = context == null ? null : context.channel().remoteAddress();
        return from instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress()
                : String.valueOf(from);
    }

    /** Closes the connection because too many connections that have proven nothing are open. Any thread. */
    void crowdedOut() {
        ChannelHandlerContext added = context;
        if (added != null) {
            added.executor().execute(() -> {
                if (phase == Phase.UNCONFIRMED || phase == Phase.HELLO_DUE || phase == Phase.ASKED) {
                    close(added, "too many connections that have not proven that they are peers");
                }
            });
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // Until it has proven who it is, its deadlines tell how long it may be silent.
        boolean isDue = phase == Phase.HELLO_DUE || phase == Phase.UNCONFIRMED;
        if (event instanceof IdleStateEvent && !isDue) {
            close(context, "silent for " + transport.config().silenceMillis() + " ms");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(context, PeerLink.describe(cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopDeadline();
        transport.noLongerAwaited(this);
        Phase last = phase;
        phase = Phase.DONE;
        if (last == Phase.UNCONFIRMED) {
            transport.proven(this);
        }
        if (inbound != null) {
            transport.inboundClosed(inbound, last == Phase.OPEN, reason);
        }
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void close(ChannelHandlerContext context, String why) {
        reason = why;
        if (phase == Phase.HELLO_DUE || phase == Phase.UNCONFIRMED) {
            transport
                    .log()
                    .trouble(
                            ConnectionLog.STRANGER,
                            "closed a connection from " + context.channel().remoteAddress() + ": " + why);
        }
        Channels.close(context.channel());
    }
}
