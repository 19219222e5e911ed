package io.dengine.recipes;

import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What recipes ask of a failure. */
final class Failures {
    private Failures() {}

    /** What a future failed with, without what futures wrap it in. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && cause != null ? cause : failure;
    }

    /** Whether the request may have been carried out, or may yet be. */
    static boolean leavesDoubt(Throwable cause) {
        return !(cause instanceof EngineException failure) || failure.outcome() == Outcome.UNKNOWN;
    }

    /** Whether the same question may be answered later. */
    static boolean mayPass(Throwable cause) {
        return cause instanceof EngineException failure
                && (failure.retry() != EngineException.Retry.NO
                        || isPastGone(failure)
                        || failure instanceof EngineException.FutureRevision);
    }

    /** Whether a revision of the past cannot be gone back to: the present has to be read again. */
    static boolean isPastGone(Throwable cause) {
        return cause instanceof EngineException.Compacted || cause instanceof EngineException.OtherIncarnation;
    }

    /** As something that can be thrown to a caller, who finds its own frames in it. */
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
