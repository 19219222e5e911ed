package io.dengine.kv.store;

import io.dengine.call.Answer;
import io.dengine.call.Problem;
import io.dengine.call.WatchItem;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import java.util.concurrent.CompletionException;

/** Maps node failures to client errors, for clients in this process and over a connection. No other code maps them. */
public final class CallProblems {
    private CallProblems() {}

    /** Returns the answer to a call that failed with {@code failure}, which a future may have wrapped. */
    public static Answer.Failed answer(Throwable failure) {
        Throwable cause = causeOf(failure);
        return answerTo(cause).causedBy(cause);
    }

    private static Answer.Failed answerTo(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof RefusedException refused) {
            return new Answer.Failed(problem(refused.refusal()), message);
        }
        if (cause instanceof CompactedException compacted) {
            return new Answer.Failed(Problem.COMPACTED, message, compacted.oldestRevision());
        }
        if (cause instanceof OtherIncarnationException other) {
            return new Answer.Failed(Problem.OTHER_INCARNATION, message, other.incarnation());
        }
        return cause instanceof FutureRevisionException
                ? new Answer.Failed(Problem.FUTURE_REVISION, message)
                : new Answer.Failed(Problem.UNEXPECTED, "The node failed at this request: " + cause);
    }

    /** Returns the failure without the wrapper that dependent futures put around it. */
    public static Throwable causeOf(Throwable failure) {
        Throwable inner = failure.getCause();
        return failure instanceof CompletionException && inner != null ? inner : failure;
    }

    private static Problem problem(Refusal refusal) {
        return switch (refusal) {
            case NOT_LEADER, NOT_READY, READ_TIMEOUT, CHANGE_IN_FLIGHT -> Problem.UNAVAILABLE;
            case OVERLOADED -> Problem.OVERLOADED;
            case OUTCOME_UNKNOWN -> Problem.OUTCOME_UNKNOWN;
            case BAD_REQUEST, UNSAFE_CHANGE -> Problem.INVALID_REQUEST;
            case NO_SPACE -> Problem.NO_SPACE;
            case STOPPED -> Problem.STOPPED;
        };
    }

    /** Returns the end of a watch that cannot start because of {@code failure}. */
    public static WatchItem.Ended endOfWatch(Throwable failure) {
        Throwable cause = causeOf(failure);
        if (cause instanceof RefusedException refused) {
            return endOfWatch(refused);
        }
        return cause instanceof OtherIncarnationException other
                ? new WatchItem.Ended(
                        WatchItem.End.OTHER_INCARNATION, other.incarnation(), String.valueOf(other.getMessage()))
                : new WatchItem.Ended(WatchItem.End.BROKEN, 0, "The node failed at this watch: " + cause);
    }

    /** A watch that was refused. */
    public static WatchItem.Ended endOfWatch(RefusedException refused) {
        WatchItem.End end = switch (refused.refusal()) {
            case OVERLOADED -> WatchItem.End.OVERLOADED;
            case BAD_REQUEST, UNSAFE_CHANGE -> WatchItem.End.INVALID_REQUEST;
            case NOT_LEADER, NOT_READY, READ_TIMEOUT, OUTCOME_UNKNOWN, CHANGE_IN_FLIGHT, NO_SPACE, STOPPED ->
                WatchItem.End.BROKEN;
        };
        return new WatchItem.Ended(end, 0, String.valueOf(refused.getMessage()));
    }
}
