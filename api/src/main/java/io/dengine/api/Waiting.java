package io.dengine.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Waits for the futures of a client. Failures are thrown with the stack trace of the waiting thread; interruption
 * becomes {@link EngineException.OutcomeUnknown} and leaves the interrupt flag set.
 */
final class Waiting {
    private Waiting() {}

    static <T> T on(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            EngineException interrupted = new EngineException.OutcomeUnknown(
                    "The caller was interrupted while it waited: the request may have been applied, or may"
                            + " still be. Read the affected keys before sending it again.");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private static RuntimeException rethrown(ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof EngineException failure) {
            return failure.thrownHere();
        }
        if (cause instanceof RuntimeException failure) {
            return failure;
        }
        if (cause instanceof Error failure) {
            throw failure;
        }
        EngineException unexpected = new EngineException.Unexpected(String.valueOf(cause), Outcome.UNKNOWN);
        unexpected.initCause(cause);
        return unexpected;
    }
}
