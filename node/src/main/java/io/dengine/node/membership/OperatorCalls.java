package io.dengine.node.membership;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.kv.store.CallProblems;
import io.dengine.transport.ClusterId;
import io.dengine.transport.HostPort;
import io.dengine.transport.PeerQuestion;
import io.dengine.transport.PeerTransport;
import io.dengine.transport.TransportConfig;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;

/**
 * Sends operators' requests to another node. Thread-safe and non-blocking.
 *
 * <p>A failure carries the message of the node that was asked. If it is unknown whether the request had an effect, the
 * refusal is {@link Refusal#OUTCOME_UNKNOWN}.
 */
public final class OperatorCalls {
    /** The request timeout; longer than a node takes to answer under its default request timeout. */
    private static final long PATIENCE_MILLIS = 20_000;

    private final PeerQuestion questions;

    /** @param loops NIO event loops that belong to the caller */
    public OperatorCalls(TransportConfig config, EventLoopGroup loops) {
        this.questions = new PeerQuestion(config, loops);
    }

    /** Asks a member at {@code address} to add a node. */
    public CompletableFuture<MembershipView> askToJoin(String address, AdminRequest.Join join) {
        return ask(address, new OperatorCodec.Question(null, false, join));
    }

    /** Asks the node at {@code address} for its cluster and the members that it knows. */
    public CompletableFuture<MembershipView> askForMembers(String address) {
        return ask(address, OperatorCodec.Question.MEMBERS);
    }

    /**
     * Completes with the configuration in force if member {@code leaderId} leads and has executed the request. Uses the
     * connection on which this node has authenticated itself to the leader, because the leader accepts such requests
     * only from members.
     */
    static CompletableFuture<Configuration> askLeader(
            PeerTransport peers, int leaderId, String address, ClusterId cluster, AdminRequest request) {
        OperatorCodec.Question question = new OperatorCodec.Question(cluster, true, request);
        return told(address, peers.ask(leaderId, question.encode(), PATIENCE_MILLIS))
                .thenApply(MembershipView::members);
    }

    private CompletableFuture<MembershipView> ask(String address, OperatorCodec.Question question) {
        HostPort target;
        try {
            target = HostPort.parse(address);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(refused(
                    Refusal.BAD_REQUEST, "There is no valid node address '" + address + "'. Nothing was changed."));
        }
        return told(address, questions.ask(target, question.encode(), PATIENCE_MILLIS));
    }

    private static CompletableFuture<MembershipView> told(String address, CompletableFuture<Bytes> asked) {
        return asked.thenApply(OperatorCodec::decodeAnswer)
                .exceptionallyCompose(failure -> failed(address, CallProblems.causeOf(failure)));
    }

    private static CompletableFuture<MembershipView> failed(String address, Throwable cause) {
        if (cause instanceof ConnectException) {
            return CompletableFuture.failedFuture(refused(
                    Refusal.NOT_READY,
                    "The node at " + address + " cannot be reached: " + cause.getMessage()
                            + ". Nothing was changed. Try again."));
        }
        if (cause instanceof IOException) {
            return CompletableFuture.failedFuture(refused(
                    Refusal.OUTCOME_UNKNOWN,
                    "The node at " + address + " received the request and did not answer: " + cause.getMessage()
                            + ". Look at the members before trying again."));
        }
        return CompletableFuture.failedFuture(
                cause instanceof MalformedBytesException
                        ? refused(
                                Refusal.OUTCOME_UNKNOWN,
                                "The node at " + address + " sent an answer that cannot be decoded: "
                                        + cause.getMessage() + ". Look at the members before trying again.")
                        : cause);
    }

    private static RefusedException refused(Refusal refusal, String text) {
        return new RefusedException(refusal, CoreStatus.NO_LEADER, text);
    }
}
