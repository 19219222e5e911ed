package io.dengine.embedded;

import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.kv.store.CallProblems;
import java.util.concurrent.CompletableFuture;

/**
 * Maps failures of the engine to {@link EngineException}, for users that call it without a client. The only such
 * mapping.
 */
final class EngineFailures {
    private EngineFailures() {}

    /** Returns a future with the same result that fails only with {@link EngineException}. */
    static <T> CompletableFuture<T> told(CompletableFuture<T> future) {
        return future.exceptionallyCompose(
                failure -> CompletableFuture.failedFuture(of(CallProblems.causeOf(failure))));
    }

    static EngineException of(Throwable cause) {
        if (cause instanceof EngineException told) {
            return told;
        }
        EngineException failure = cause instanceof RefusedException refused
                ? of(refused.refusal(), String.valueOf(refused.getMessage()))
                : new EngineException.Unexpected("The engine failed at this request: " + cause, Outcome.UNKNOWN);
        failure.initCause(cause);
        return failure;
    }

    private static EngineException of(Refusal refusal, String message) {
        return switch (refusal) {
            case NOT_LEADER, NOT_READY, READ_TIMEOUT, CHANGE_IN_FLIGHT -> new EngineException.Unavailable(message);
            case OVERLOADED -> new EngineException.Overloaded(message);
            case OUTCOME_UNKNOWN -> new EngineException.OutcomeUnknown(message);
            case BAD_REQUEST, UNSAFE_CHANGE -> new EngineException.InvalidRequest(message);
            case NO_SPACE -> new EngineException.NoSpace(message);
            case STOPPED -> new EngineException.Closed(message);
        };
    }
}
