package io.dengine.recipes;

import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Classifies failures for the recipes. */
final class Failures {
    private Failures() {}

    /** Returns the failure without the wrapper that futures add. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && cause != null ? cause : failure;
    }

    /** Returns true if the request may have been applied, or may still be. */
    static boolean leavesDoubt(Throwable cause) {
        return !(cause instanceof EngineException failure) || failure.outcome() == Outcome.UNKNOWN;
    }

    /** Returns true if the same request may succeed later. */
    static boolean mayPass(Throwable cause) {
        return cause instanceof EngineException failure
                && (failure.retry() != EngineException.Retry.NO
                        || isPastGone(failure)
                        || failure instanceof EngineException.FutureRevision);
    }

    /** Returns true if a past revision is not available, so that the current state has to be read again. */
    static boolean isPastGone(Throwable cause) {
        return cause instanceof EngineException.Compacted || cause instanceof EngineException.OtherIncarnation;
    }

    /** Returns the failure as an unchecked exception whose stack trace includes the caller's frames. */
    static RuntimeException unchecked(Throwable cause) {
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
