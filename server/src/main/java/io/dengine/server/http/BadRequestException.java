package io.dengine.server.http;

/** The request is wrong, and nothing was changed by it. Carries no stack trace: it is an answer. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    BadRequestException(String message) {
        this(400, message);
    }

    BadRequestException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The status of HTTP. */
    int status() {
        return status;
    }
}
