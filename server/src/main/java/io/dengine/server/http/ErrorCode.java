package io.dengine.server.http;

import io.dengine.call.Problem;

/** The codes of errors in JSON, with their HTTP statuses. Codes never change. */
enum ErrorCode {
    CONNECTION_TIMEOUT(503),
    JOIN_ERROR(409),
    DISK_FULL(507),
    KEY_NOT_EXIST(404),
    NOT_LEADER(503),
    STALE_OPERATION(409),
    INVALID_REQUEST(400),
    RATE_LIMITED(429),
    CLUSTER_UNAVAILABLE(503),
    WATCH_BUFFER_OVERFLOW(503),
    UNCATEGORIZED(500);

    private final int httpStatus;

    ErrorCode(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** Returns the HTTP status of this error, for routes that have no more specific one. */
    int httpStatus() {
        return httpStatus;
    }

    /** Returns the code of a problem. */
    static ErrorCode of(Problem problem) {
        return switch (problem) {
            case NOT_LEADER -> NOT_LEADER;
            case UNAVAILABLE, STOPPED -> CLUSTER_UNAVAILABLE;
            case OVERLOADED -> RATE_LIMITED;
            case READ_TIMEOUT, OUTCOME_UNKNOWN -> CONNECTION_TIMEOUT;
            case CHANGE_IN_FLIGHT -> STALE_OPERATION;
            case UNSAFE_CHANGE -> JOIN_ERROR;
            case INVALID_REQUEST, COMPACTED, FUTURE_REVISION, LEASE_NOT_FOUND, OTHER_INCARNATION -> INVALID_REQUEST;
            case NO_SPACE -> DISK_FULL;
            case WATCHER_TOO_SLOW -> WATCH_BUFFER_OVERFLOW;
            case UNEXPECTED -> UNCATEGORIZED;
        };
    }
}
