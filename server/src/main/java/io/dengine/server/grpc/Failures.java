package io.dengine.server.grpc;

import io.dengine.call.Answer;
import io.dengine.call.Problem;
import io.dengine.core.CoreStatus;
import io.dengine.kv.store.CallProblems;
import io.dengine.node.NodeOperations;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps failures of requests to the gRPC errors that clients receive. */
final class Failures {
    /** The trailer from which existing clients read the leader, to reconnect to it. */
    static final Metadata.Key<String> LEADER = Metadata.Key.of("x-raft-leader", Metadata.ASCII_STRING_MARSHALLER);

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final NodeOperations node;

    Failures(NodeOperations node) {
        this.node = node;
    }

    /** Returns the error with which a node that does not lead answers a request for the leader. */
    StatusRuntimeException notLeader() {
        return notLeader(node.state().status().leaderId());
    }

    private StatusRuntimeException notLeader(int leaderId) {
        String address = leaderId == CoreStatus.NO_LEADER ? null : node.addressOf(leaderId);
        if (address == null) {
            return error(Status.UNAVAILABLE, "no leader is known at the moment; nothing happened, try again");
        }
        Metadata trailers = new Metadata();
        trailers.put(LEADER, hint(leaderId, address));
        return Status.FAILED_PRECONDITION
                .withDescription("not leader: node " + leaderId + " at " + address + " leads; nothing happened here")
                .asRuntimeException(trailers);
    }

    private static String hint(int leaderId, String address) {
        StringBuilder json = new StringBuilder(48 + address.length());
        json.append("{\"leader_id\":").append(leaderId).append(",\"address\":\"");
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                json.append(c);
            } else {
                json.append(String.format("\\u%04x", (int) c));
            }
        }
        return json.append("\"}").toString();
    }

    /** Returns the error for the failure of an operator's request. */
    StatusRuntimeException of(Throwable failure) {
        return of(CallProblems.answer(failure));
    }

    /** Returns the error for an answer that is a failure, or not the expected one. */
    StatusRuntimeException of(Answer answer) {
        Answer.Failed failed = CallProblems.failed(answer);
        if (failed.problem() == Problem.NOT_LEADER) {
            return notLeader(failed.leaderId());
        }
        if (failed.problem() == Problem.UNEXPECTED) {
            LOG.error("a client's request failed in a way that nobody expected: {}", failed.message(), failed.cause());
            return error(
                    Status.INTERNAL,
                    "an error in this node; whether the request had an effect is not known: "
                            + (failed.cause() == null ? failed.message() : failed.cause()));
        }
        return error(statusOf(failed.problem()), failed.advice());
    }

    /** Returns the status of a problem. */
    static Status statusOf(Problem problem) {
        return switch (problem) {
            case UNAVAILABLE, STOPPED -> Status.UNAVAILABLE;
            case OVERLOADED, NO_SPACE, WATCHER_TOO_SLOW -> Status.RESOURCE_EXHAUSTED;
            case READ_TIMEOUT, OUTCOME_UNKNOWN -> Status.DEADLINE_EXCEEDED;
            case NOT_LEADER, CHANGE_IN_FLIGHT, UNSAFE_CHANGE -> Status.FAILED_PRECONDITION;
            case INVALID_REQUEST, COMPACTED, FUTURE_REVISION, LEASE_NOT_FOUND, OTHER_INCARNATION ->
                Status.INVALID_ARGUMENT;
            case UNEXPECTED -> Status.INTERNAL;
        };
    }

    /**
     * Returns whether the write failed because this node lost leadership after proposing it. Clients receive this in
     * the body of the answer, unlike a deadline that passes while this node leads.
     */
    boolean lostLeadership(Answer.Failed failed) {
        return failed.problem() == Problem.OUTCOME_UNKNOWN && !node.state().leads();
    }

    static StatusRuntimeException error(Status status, String text) {
        return status.withDescription(text).asRuntimeException();
    }
}
