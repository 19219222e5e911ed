package io.dengine.embedded;

import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import io.dengine.call.Answer;
import io.dengine.kv.store.CallProblems;
import java.util.concurrent.CompletableFuture;

/**
 * Maps what {@link CallProblems} says of a failure to {@link EngineException}, for users that call the engine without a
 * client.
 */
final class EngineFailures {
    private EngineFailures() {}

    /** Returns a future with the same result that fails only with {@link EngineException}. */
    static <T> CompletableFuture<T> told(CompletableFuture<T> future) {
        return future.exceptionallyCompose(
                failure -> CompletableFuture.failedFuture(of(CallProblems.causeOf(failure))));
    }

    private static EngineException of(Throwable cause) {
        if (cause instanceof EngineException told) {
            return told;
        }
        Answer.Failed failed = CallProblems.answer(cause);
        String message = failed.message();
        EngineException failure = switch (failed.problem()) {
            case UNAVAILABLE, NOT_LEADER, READ_TIMEOUT, CHANGE_IN_FLIGHT, WATCHER_TOO_SLOW ->
                new EngineException.Unavailable(message);
            case OVERLOADED -> new EngineException.Overloaded(message);
            case OUTCOME_UNKNOWN -> new EngineException.OutcomeUnknown(message);
            case INVALID_REQUEST, UNSAFE_CHANGE -> new EngineException.InvalidRequest(message);
            case NO_SPACE -> new EngineException.NoSpace(message);
            case STOPPED -> new EngineException.Closed(message);
            case COMPACTED, FUTURE_REVISION, LEASE_NOT_FOUND, OTHER_INCARNATION, UNEXPECTED ->
                new EngineException.Unexpected("The engine failed at this request: " + cause, Outcome.UNKNOWN);
        };
        failure.initCause(cause);
        return failure;
    }
}
