package io.dengine.server.api;

import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import java.util.concurrent.CompletionException;

/** The names and numbers of the errors that clients see. Names and numbers never change. */
public enum ErrorCode {
    CONNECTION_TIMEOUT(1001, 503),
    LEADER_CHANGED(1003, 503),
    JOIN_ERROR(1004, 409),
    DISK_FULL(3001, 507),
    KEY_NOT_EXIST(3005, 404),
    NOT_LEADER(4001, 503),
    STALE_OPERATION(4002, 409),
    INVALID_REQUEST(4003, 400),
    RATE_LIMITED(4004, 429),
    CLUSTER_UNAVAILABLE(4005, 503),
    PROPOSE_FAILED(4006, 503),
    RETRY_REQUIRED(4008, 503),
    WATCH_BUFFER_OVERFLOW(5001, 503),
    UNIMPLEMENTED(8888, 501),
    UNCATEGORIZED(9999, 500);

    private final int number;
    private final int httpStatus;

    ErrorCode(int number, int httpStatus) {
        this.number = number;
        this.httpStatus = httpStatus;
    }

    /** Returns the number on the wire. */
    public int number() {
        return number;
    }

    /** Returns the HTTP status of this error, for routes that have no more specific one. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Maps a refusal to its error code. */
    public static ErrorCode of(Refusal refusal) {
        return switch (refusal) {
            case NOT_LEADER -> NOT_LEADER;
            case NOT_READY, STOPPED -> CLUSTER_UNAVAILABLE;
            case OVERLOADED -> RATE_LIMITED;
            case READ_TIMEOUT, OUTCOME_UNKNOWN -> CONNECTION_TIMEOUT;
            case CHANGE_IN_FLIGHT -> STALE_OPERATION;
            case UNSAFE_CHANGE -> JOIN_ERROR;
            case BAD_REQUEST -> INVALID_REQUEST;
            case NO_SPACE -> DISK_FULL;
        };
    }

    /** Maps the failure of a future of {@link KvFacade} to its error code. */
    public static ErrorCode of(Throwable failure) {
        Throwable cause = causeOf(failure);
        if (cause instanceof RefusedException refused) {
            return of(refused.refusal());
        }
        return cause instanceof UnsupportedOperationException ? UNIMPLEMENTED : UNCATEGORIZED;
    }

    /** Returns the failure without the wrapper that dependent futures put around it. */
    public static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
