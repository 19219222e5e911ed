package io.dengine.api;

/**
 * A request failed. {@link #outcome} says whether it may have taken effect; the message says what happened, what that
 * means, and what to do.
 *
 * <p>Blocking calls throw it, with the frames of their caller; futures fail with it. What it came from, if that was an
 * exception here, is its cause. Clients have tried again, until the request's timeout, whatever
 * could be tried again without harm.
 */
public abstract sealed class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Whether, and when, the same request may be sent again. */
    public enum Retry {
        /** At any time. */
        SAFE,
        /** Only if it does no harm when it is carried out twice. */
        ONLY_IF_IDEMPOTENT,
        /** It would fail again. */
        NO
    }

    private final Outcome outcome;
    private final Retry retry;

    EngineException(String message, Outcome outcome, Retry retry) {
        super(message);
        this.outcome = outcome;
        this.retry = retry;
    }

    public final Outcome outcome() {
        return outcome;
    }

    public final Retry retry() {
        return retry;
    }

    /**
     * The same failure for the thread that waited for it: of the same class, with the stack trace of the caller, and
     * with this one, which was made by whichever thread learned of it, as its cause.
     */
    public final EngineException thrownHere() {
        EngineException copy = copy();
        copy.initCause(this);
        return copy;
    }

    abstract EngineException copy();

    final String messageText() {
        return String.valueOf(getMessage());
    }

    /**
     * The request was sent, and no answer that can be trusted came: it may have taken effect, and may yet. Read what it
     * was about, or send it again if that does no harm.
     */
    public static final class OutcomeUnknown extends EngineException {
        private static final long serialVersionUID = 1;

        public OutcomeUnknown(String message) {
            super(message, Outcome.UNKNOWN, Retry.ONLY_IF_IDEMPOTENT);
        }

        @Override
        EngineException copy() {
            return new OutcomeUnknown(messageText());
        }
    }

    /** No node could serve the request in time: none was reached, or none knew a leader with a quorum. */
    public static final class Unavailable extends EngineException {
        private static final long serialVersionUID = 1;

        public Unavailable(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.SAFE);
        }

        @Override
        EngineException copy() {
            return new Unavailable(messageText());
        }
    }

    /** More is waiting than the node, or this client, lets wait. Slow down. */
    public static final class Overloaded extends EngineException {
        private static final long serialVersionUID = 1;

        public Overloaded(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.SAFE);
        }

        @Override
        EngineException copy() {
            return new Overloaded(messageText());
        }
    }

    /** The disk of the leader cannot take more. */
    public static final class NoSpace extends EngineException {
        private static final long serialVersionUID = 1;

        public NoSpace(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.SAFE);
        }

        @Override
        EngineException copy() {
            return new NoSpace(messageText());
        }
    }

    /** The request contradicts itself or a limit. */
    public static final class InvalidRequest extends EngineException {
        private static final long serialVersionUID = 1;

        public InvalidRequest(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
        }

        @Override
        EngineException copy() {
            return new InvalidRequest(messageText());
        }
    }

    /** There is no such lease, or no longer. */
    public static final class LeaseNotFound extends EngineException {
        private static final long serialVersionUID = 1;

        public LeaseNotFound(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
        }

        @Override
        EngineException copy() {
            return new LeaseNotFound(messageText());
        }
    }

    /** There is a lease of this id already. */
    public static final class LeaseExists extends EngineException {
        private static final long serialVersionUID = 1;

        public LeaseExists(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
        }

        @Override
        EngineException copy() {
            return new LeaseExists(messageText());
        }
    }

    /** The revision that was asked for is no longer kept. */
    public static final class Compacted extends EngineException {
        private static final long serialVersionUID = 1;
        private final long oldestRevision;

        public Compacted(String message, long oldestRevision) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
            this.oldestRevision = oldestRevision;
        }

        /** The oldest revision that can be read, or that a watch can begin with; 0 if it is not known. */
        public long oldestRevision() {
            return oldestRevision;
        }

        @Override
        EngineException copy() {
            return new Compacted(messageText(), oldestRevision);
        }
    }

    /** The revision that was asked for does not exist yet. */
    public static final class FutureRevision extends EngineException {
        private static final long serialVersionUID = 1;

        public FutureRevision(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
        }

        @Override
        EngineException copy() {
            return new FutureRevision(messageText());
        }
    }

    /**
     * The revision that was given belongs to another history than the one that the cluster is in: it was restored from
     * a backup, an operator has accepted a loss, or its nodes lost their disks. See {@link ClusterView#incarnation}.
     * What was remembered of the other history does not hold in this one. Read the present state.
     */
    public static final class OtherIncarnation extends EngineException {
        private static final long serialVersionUID = 1;
        private final long incarnation;

        public OtherIncarnation(String message, long incarnation) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
            this.incarnation = incarnation;
        }

        /** The history that the cluster is in. */
        public long incarnation() {
            return incarnation;
        }

        @Override
        EngineException copy() {
            return new OtherIncarnation(messageText(), incarnation);
        }
    }

    /** The client, the watch, or the engine in this process was closed, or the engine has stopped itself. */
    public static final class Closed extends EngineException {
        private static final long serialVersionUID = 1;

        public Closed(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
        }

        @Override
        EngineException copy() {
            return new Closed(messageText());
        }
    }

    /** The other side does what nobody expected. Please report it. */
    public static final class Unexpected extends EngineException {
        private static final long serialVersionUID = 1;

        public Unexpected(String message, Outcome outcome) {
            super(message, outcome, outcome == Outcome.UNKNOWN ? Retry.ONLY_IF_IDEMPOTENT : Retry.NO);
        }

        @Override
        EngineException copy() {
            return new Unexpected(messageText(), outcome());
        }
    }
}
