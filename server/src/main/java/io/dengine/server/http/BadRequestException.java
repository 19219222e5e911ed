package io.dengine.server.http;

/** Thrown when a request is wrong; it has changed nothing. Has no stack trace, because it only carries an answer. */
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

    /** Returns the HTTP status. */
    int status() {
        return status;
    }
}
