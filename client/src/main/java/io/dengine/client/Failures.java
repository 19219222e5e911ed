package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import io.dengine.call.Answer;
import io.dengine.call.WatchItem;
import io.dengine.command.Reply;

/** Maps answers of nodes to client-visible errors. The only such mapping. */
final class Failures {
    private static final String LOOK_FIRST = " Read the affected keys before you send it again.";

    private Failures() {}

    /**
     * The state of a request that has failed.
     *
     * @param isWrite false for a request that changes nothing, whatever its outcome
     * @param millis the time since it began
     * @param mayBeApplied true if one of its attempts may have been applied, or may still be
     */
    record Story(String operation, boolean isWrite, int attempts, long millis, boolean mayBeApplied) {
        private String effort() {
            return attempts + (attempts == 1 ? " attempt" : " attempts") + " within " + millis + " ms";
        }

        /** Returns the beginning of a sentence. */
        private String nothing() {
            return operation + (isWrite ? " was not applied: " : " was not answered: ");
        }
    }

    /** Returns the failure of a request whose last attempt failed with {@code last}. */
    static EngineException givenUp(Story story, Answer.Failed last, boolean endsWithNode) {
        EngineException failure = failure(story, last, endsWithNode);
        if (last.cause() != null) {
            failure.initCause(last.cause());
        }
        return failure;
    }

    private static EngineException failure(Story story, Answer.Failed last, boolean endsWithNode) {
        if (story.isWrite() && story.mayBeApplied()) {
            return doubtful(story, last);
        }
        String cause = " " + sentence(last.message());
        return switch (last.problem()) {
            case UNAVAILABLE, OUTCOME_UNKNOWN, NOT_LEADER, READ_TIMEOUT, CHANGE_IN_FLIGHT, WATCHER_TOO_SLOW ->
                unavailable(story, cause);
            case STOPPED ->
                endsWithNode
                        ? new EngineException.Closed(story.nothing() + "the node has stopped." + cause
                                + " Start it again, and create a new client.")
                        : unavailable(story, cause);
            case OVERLOADED ->
                new EngineException.Overloaded(story.nothing() + "too many requests were waiting, in " + story.effort()
                        + "." + cause + " Send fewer requests at a time, and try again.");
            case NO_SPACE ->
                new EngineException.NoSpace(story.nothing() + "the leader's disk is nearly full, in " + story.effort()
                        + "." + cause + " Free space on it, then try again.");
            case INVALID_REQUEST, UNSAFE_CHANGE -> new EngineException.InvalidRequest(story.nothing() + last.message());
            case COMPACTED -> new EngineException.Compacted(story.nothing() + last.message(), last.detail());
            case FUTURE_REVISION -> new EngineException.FutureRevision(story.nothing() + last.message());
            case LEASE_NOT_FOUND -> new EngineException.LeaseNotFound(story.nothing() + last.message());
            case OTHER_INCARNATION ->
                new EngineException.OtherIncarnation(story.nothing() + sentence(last.message()), last.detail());
            case UNEXPECTED -> unexpected(story.nothing() + sentence(last.message()), Outcome.NOT_APPLIED);
        };
    }

    private static EngineException unavailable(Story story, String cause) {
        return new EngineException.Unavailable(story.nothing() + "no node served it, in " + story.effort() + "." + cause
                + " Try again; if this continues, check that a majority of the nodes is up and"
                + " reachable.");
    }

    private static EngineException doubtful(Story story, Answer.Failed last) {
        String doubt = story.operation() + " may have been applied, or may still be: no definite answer came, in "
                + story.effort() + ". " + sentence(last.message()) + LOOK_FIRST;
        return switch (last.problem()) {
            case UNEXPECTED -> unexpected(doubt, Outcome.UNKNOWN);
            case UNAVAILABLE,
                    OVERLOADED,
                    NO_SPACE,
                    OUTCOME_UNKNOWN,
                    INVALID_REQUEST,
                    COMPACTED,
                    FUTURE_REVISION,
                    LEASE_NOT_FOUND,
                    OTHER_INCARNATION,
                    NOT_LEADER,
                    READ_TIMEOUT,
                    CHANGE_IN_FLIGHT,
                    UNSAFE_CHANGE,
                    WATCHER_TOO_SLOW,
                    STOPPED -> new EngineException.OutcomeUnknown(doubt);
        };
    }

    /** Returns the failure of a command that the store has refused. */
    static EngineException refused(String operation, Reply.Refused refused) {
        String message = operation + " was refused: " + sentence(refused.message());
        return switch (refused.reason()) {
            case MALFORMED, INVALID_REQUEST -> new EngineException.InvalidRequest(message);
            case LEASE_NOT_FOUND -> new EngineException.LeaseNotFound(message);
            case LEASE_EXISTS -> new EngineException.LeaseExists(message);
            case COMPACTED -> new EngineException.Compacted(message, 0);
            case FUTURE_REVISION -> new EngineException.FutureRevision(message);
            case SESSION_QUOTA, LEASE_QUOTA -> new EngineException.Overloaded(message);
            case SESSION_EXPIRED, REPLY_NOT_KEPT -> new EngineException.OutcomeUnknown(message + LOOK_FIRST);
            case SEQUENCE_FORGOTTEN -> unexpected(message, Outcome.UNKNOWN);
        };
    }

    /** Returns why a watch cannot continue; only for final ends. */
    static EngineException ended(WatchItem.Ended ended) {
        return switch (ended.end()) {
            case COMPACTED ->
                new EngineException.Compacted(
                        "The watch cannot continue: the changes after its last revision are no longer kept. "
                                + sentence(ended.message())
                                + " Read the present state, and watch from the revision after it.",
                        ended.revision());
            case OTHER_INCARNATION ->
                new EngineException.OtherIncarnation(
                        "The watch has ended: " + sentence(ended.message()), ended.revision());
            case INVALID_REQUEST ->
                new EngineException.InvalidRequest("The watch was rejected: " + sentence(ended.message()));
            case CANCELED, BROKEN ->
                new EngineException.Unavailable("The watch did not begin in time. " + sentence(ended.message())
                        + " Try again; if this continues, check that the nodes are up and reachable.");
            case OVERLOADED ->
                new EngineException.Overloaded("The watch did not begin in time. " + sentence(ended.message())
                        + " Close watches that are not needed, or try again later.");
        };
    }

    /** Returns the failure of a request that was pending when the client was closed. */
    static EngineException closed(Story story) {
        return story.isWrite() && story.mayBeApplied()
                ? new EngineException.OutcomeUnknown(story.operation()
                        + " may have been applied, or may still be: the client was closed before the answer came."
                        + LOOK_FIRST)
                : new EngineException.Closed(story.nothing() + "the client was closed.");
    }

    /** Returns the failure of a request to a closed client. */
    static EngineException closed(String operation) {
        return new EngineException.Closed(operation + " was not sent: the client is closed. Create a new one.");
    }

    /** Returns the failure of a request that exceeds the maximum in flight. */
    static EngineException full(String operation, int maxUnderWay) {
        return new EngineException.Overloaded(operation + " was not sent: " + maxUnderWay + " requests of this client"
                + " are waiting already. Wait for some of them, then try again.");
    }

    /** Returns the failure for an answer of a kind that does not match the request. */
    static EngineException misfit(String operation, Object answer) {
        return unexpected(
                operation + " received an unexpected kind of answer: "
                        + answer.getClass().getSimpleName() + ".",
                Outcome.UNKNOWN);
    }

    private static EngineException unexpected(String message, Outcome outcome) {
        return new EngineException.Unexpected(message + " Please report this.", outcome);
    }

    private static String sentence(String message) {
        if (message.isBlank()) {
            return "No reason was given.";
        }
        char last = message.charAt(message.length() - 1);
        return last == '.' || last == '!' || last == '?' ? message : message + ".";
    }
}
