package io.dengine.server.grpc;

import io.dengine.core.CoreStatus;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.server.api.ErrorCode;
import io.dengine.server.api.KvFacade;
import io.dengine.server.api.NodeState;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps failures of requests to the gRPC errors that clients receive. */
final class Failures {
    /** The trailer from which existing clients read the leader, to reconnect to it. */
    static final Metadata.Key<String> LEADER = Metadata.Key.of("x-raft-leader", Metadata.ASCII_STRING_MARSHALLER);

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final KvFacade facade;

    Failures(KvFacade facade) {
        this.facade = facade;
    }

    /** Returns the error with which a node that does not lead answers a request for the leader. */
    StatusRuntimeException notLeader() {
        return notLeader(facade.state().status().leaderId());
    }

    private StatusRuntimeException notLeader(int leaderId) {
        String address = leaderId == CoreStatus.NO_LEADER ? null : facade.addressOf(leaderId);
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

    /** Returns the status for a failure of a future or a method of the facade. */
    StatusRuntimeException of(Throwable failure) {
        Throwable cause = ErrorCode.causeOf(failure);
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof RefusedException refused) {
            return of(refused, text);
        }
        if (cause instanceof UnsupportedOperationException) {
            return error(Status.UNIMPLEMENTED, text);
        }
        LOG.error("a client's request failed in a way that nobody expected", cause);
        return error(
                Status.INTERNAL, "an error in this node; whether the request had an effect is not known: " + cause);
    }

    private StatusRuntimeException of(RefusedException refused, String text) {
        return switch (refused.refusal()) {
            case NOT_LEADER -> notLeader(refused.leaderId());
            case NOT_READY, STOPPED -> error(Status.UNAVAILABLE, text);
            case OVERLOADED, NO_SPACE -> error(Status.RESOURCE_EXHAUSTED, text);
            case READ_TIMEOUT, OUTCOME_UNKNOWN -> error(Status.DEADLINE_EXCEEDED, text);
            case CHANGE_IN_FLIGHT, UNSAFE_CHANGE -> error(Status.FAILED_PRECONDITION, text);
            case BAD_REQUEST -> error(Status.INVALID_ARGUMENT, text);
        };
    }

    /**
     * Returns the failure if the write failed because this node lost leadership after proposing it, else null. Clients
     * receive this in the body of the answer, unlike a deadline that passes while this node leads.
     */
    @Nullable
    RefusedException lostLeadership(Throwable failure) {
        boolean unknown = ErrorCode.causeOf(failure) instanceof RefusedException refused
                && refused.refusal() == Refusal.OUTCOME_UNKNOWN;
        NodeState state = facade.state();
        return unknown && !state.leads() ? (RefusedException) ErrorCode.causeOf(failure) : null;
    }

    static StatusRuntimeException error(Status status, String text) {
        return status.withDescription(text).asRuntimeException();
    }
}
