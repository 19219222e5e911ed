package io.dengine.kv.store;

import io.dengine.call.Answer;
import io.dengine.call.Problem;
import io.dengine.call.WatchItem;
import io.dengine.command.Reply;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.kv.watch.WatchMessage;
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
            return new Answer.Failed(problem(refused.refusal()), message, 0, refused.leaderId(), refused);
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
            case NOT_LEADER -> Problem.NOT_LEADER;
            case NOT_READY -> Problem.UNAVAILABLE;
            case READ_TIMEOUT -> Problem.READ_TIMEOUT;
            case CHANGE_IN_FLIGHT -> Problem.CHANGE_IN_FLIGHT;
            case UNSAFE_CHANGE -> Problem.UNSAFE_CHANGE;
            case OVERLOADED -> Problem.OVERLOADED;
            case OUTCOME_UNKNOWN -> Problem.OUTCOME_UNKNOWN;
            case BAD_REQUEST -> Problem.INVALID_REQUEST;
            case NO_SPACE -> Problem.NO_SPACE;
            case STOPPED -> Problem.STOPPED;
        };
    }

    /** Returns an answer as a failure, for clients without a session: it is one, or it is not the expected answer. */
    public static Answer.Failed failed(Answer answer) {
        return switch (answer) {
            case Answer.Failed failed -> failed;
            case Answer.Wrote wrote when wrote.reply() instanceof Reply.Refused refused -> refused(refused);
            default -> new Answer.Failed(Problem.UNEXPECTED, "This is not the answer to the call: " + answer);
        };
    }

    private static Answer.Failed refused(Reply.Refused refused) {
        Problem problem = switch (refused.reason()) {
            case MALFORMED,
                    INVALID_REQUEST,
                    LEASE_NOT_FOUND,
                    LEASE_EXISTS,
                    SESSION_EXPIRED,
                    SEQUENCE_FORGOTTEN,
                    COMPACTED,
                    FUTURE_REVISION,
                    REPLY_NOT_KEPT -> Problem.INVALID_REQUEST;
            case SESSION_QUOTA, LEASE_QUOTA -> Problem.OVERLOADED;
        };
        return new Answer.Failed(problem, refused.message());
    }

    /** Returns the end of a watch that cannot start because of {@code failure}. */
    public static WatchItem.Ended endOfWatch(Throwable failure) {
        Answer.Failed failed = answer(failure);
        WatchItem.End end = switch (failed.problem()) {
            case OVERLOADED -> WatchItem.End.OVERLOADED;
            case INVALID_REQUEST, UNSAFE_CHANGE -> WatchItem.End.INVALID_REQUEST;
            case COMPACTED -> WatchItem.End.COMPACTED;
            case OTHER_INCARNATION -> WatchItem.End.OTHER_INCARNATION;
            case UNAVAILABLE,
                    NO_SPACE,
                    OUTCOME_UNKNOWN,
                    FUTURE_REVISION,
                    LEASE_NOT_FOUND,
                    STOPPED,
                    UNEXPECTED,
                    NOT_LEADER,
                    READ_TIMEOUT,
                    CHANGE_IN_FLIGHT,
                    WATCHER_TOO_SLOW -> WatchItem.End.BROKEN;
        };
        return new WatchItem.Ended(end, failed.detail(), failed.message(), failed.problem());
    }

    /** Returns the end of a watch that the node canceled. */
    public static WatchItem.Ended endOfWatch(WatchMessage.Canceled canceled) {
        Problem problem = switch (canceled.reason()) {
            case TOO_SLOW -> Problem.WATCHER_TOO_SLOW;
            case NO_MEMORY -> Problem.OVERLOADED;
            case STOPPING, STATE_REPLACED, STARTING -> Problem.UNAVAILABLE;
        };
        return new WatchItem.Ended(
                WatchItem.End.CANCELED,
                canceled.lastDeliveredRevision(),
                canceled.reason().text(),
                problem);
    }
}
