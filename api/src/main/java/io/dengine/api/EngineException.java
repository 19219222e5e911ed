package io.dengine.api;

/**
 * The failure of a request. {@link #outcome} indicates whether the request may have taken effect; the message says what
 * happened, what that means, and what to do.
 *
 * <p>Blocking calls throw it with the stack trace of their caller; futures fail with it. Its cause is the exception in
 * this process that led to it, if there was one. Before it reports a failure, the client has retried, until the
 * request's timeout, everything that was safe to retry.
 */
public abstract sealed class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The conditions under which the same request may be sent again. */
    public enum Retry {
        /** The request may be sent again at any time. */
        SAFE,
        /** The request may be sent again only if applying it twice does no harm. */
        ONLY_IF_IDEMPOTENT,
        /** The request would fail again. */
        NO
    }

    private final Outcome outcome;
    private final Retry retry;

    EngineException(String message, Outcome outcome, Retry retry) {
        super(message);
        this.outcome = outcome;
        this.retry = retry;
    }

    /** Returns whether the request may have taken effect. */
    public final Outcome outcome() {
        return outcome;
    }

    /** Returns the conditions under which the same request may be sent again. */
    public final Retry retry() {
        return retry;
    }

    /**
     * Returns a copy of this failure for the thread that waited for it: of the same class, with the stack trace of the
     * caller, and with this exception as its cause. This one has the stack trace of the thread that received the
     * failure.
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
     * The request was sent, and no reliable answer came: it may have been applied, or may still be. Read the state that
     * it was to change, or send it again if that does no harm. A blocking call that was interrupted throws it as well.
     */
    public static final class OutcomeUnknown extends EngineException {
        private static final long serialVersionUID = 1;

        /** Creates the failure. {@code message} says what happened, what that means, and what to do. */
        public OutcomeUnknown(String message) {
            super(message, Outcome.UNKNOWN, Retry.ONLY_IF_IDEMPOTENT);
        }

        @Override
        EngineException copy() {
            return new OutcomeUnknown(messageText());
        }
    }

    /**
     * No node could serve the request within the timeout: none was reachable, or none knew a leader with a quorum.
     * Nothing was applied.
     */
    public static final class Unavailable extends EngineException {
        private static final long serialVersionUID = 1;

        /** Creates the failure. {@code message} says what happened, what that means, and what to do. */
        public Unavailable(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.SAFE);
        }

        @Override
        EngineException copy() {
            return new Unavailable(messageText());
        }
    }

    /**
     * Too many requests are pending in the node or in this client, or a quota of sessions or leases is used up. Nothing
     * was applied. Retry later, with fewer requests at a time.
     */
    public static final class Overloaded extends EngineException {
        private static final long serialVersionUID = 1;

        /** Creates the failure. {@code message} says what happened, what that means, and what to do. */
        public Overloaded(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.SAFE);
        }

        @Override
        EngineException copy() {
            return new Overloaded(messageText());
        }
    }

    /** The leader's disk has no space for the request. Nothing was applied. */
    public static final class NoSpace extends EngineException {
        private static final long serialVersionUID = 1;

        /** Creates the failure. {@code message} says what happened, what that means, and what to do. */
        public NoSpace(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.SAFE);
        }

        @Override
        EngineException copy() {
            return new NoSpace(messageText());
        }
    }

    /** The request contradicts itself or exceeds a limit. Nothing was applied. */
    public static final class InvalidRequest extends EngineException {
        private static final long serialVersionUID = 1;

        /** Creates the failure. {@code message} says what happened, what that means, and what to do. */
        public InvalidRequest(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
        }

        @Override
        EngineException copy() {
            return new InvalidRequest(messageText());
        }
    }

    /** The lease does not exist or has ended. Nothing was applied. */
    public static final class LeaseNotFound extends EngineException {
        private static final long serialVersionUID = 1;

        /** Creates the failure. {@code message} says what happened, what that means, and what to do. */
        public LeaseNotFound(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
        }

        @Override
        EngineException copy() {
            return new LeaseNotFound(messageText());
        }
    }

    /** A lease with this id exists already. Nothing was applied. */
    public static final class LeaseExists extends EngineException {
        private static final long serialVersionUID = 1;

        /** Creates the failure. {@code message} says what happened, what that means, and what to do. */
        public LeaseExists(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
        }

        @Override
        EngineException copy() {
            return new LeaseExists(messageText());
        }
    }

    /** The requested revision was compacted. */
    public static final class Compacted extends EngineException {
        private static final long serialVersionUID = 1;
        private final long oldestRevision;

        /** Creates the failure. {@code oldestRevision} is 0 if it is not known. */
        public Compacted(String message, long oldestRevision) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
            this.oldestRevision = oldestRevision;
        }

        /** Returns the oldest revision that can be read, or that a watch can start with; 0 if it is not known. */
        public long oldestRevision() {
            return oldestRevision;
        }

        @Override
        EngineException copy() {
            return new Compacted(messageText(), oldestRevision);
        }
    }

    /**
     * The requested revision does not exist yet: no node has written it, or the node that answered has not reached it.
     * The message says which.
     */
    public static final class FutureRevision extends EngineException {
        private static final long serialVersionUID = 1;

        /** Creates the failure. {@code message} says what happened, what that means, and what to do. */
        public FutureRevision(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
        }

        @Override
        EngineException copy() {
            return new FutureRevision(messageText());
        }
    }

    /**
     * The requested revision belongs to another history than the cluster's present one: the cluster was restored from a
     * backup, an operator accepted a data loss, or its nodes lost their disks. See {@link ClusterView#incarnation}.
     * State that the caller remembers from the other history does not hold in this one. Read the present state.
     */
    public static final class OtherIncarnation extends EngineException {
        private static final long serialVersionUID = 1;
        private final long incarnation;

        /** Creates the failure. {@code incarnation} is the cluster's present history. */
        public OtherIncarnation(String message, long incarnation) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
            this.incarnation = incarnation;
        }

        /** Returns the id of the cluster's present history. */
        public long incarnation() {
            return incarnation;
        }

        @Override
        EngineException copy() {
            return new OtherIncarnation(messageText(), incarnation);
        }
    }

    /**
     * The client, the watch or the engine in this process was closed, or the engine has stopped because of a failure.
     */
    public static final class Closed extends EngineException {
        private static final long serialVersionUID = 1;

        /** Creates the failure. {@code message} says what happened, what that means, and what to do. */
        public Closed(String message) {
            super(message, Outcome.NOT_APPLIED, Retry.NO);
        }

        @Override
        EngineException copy() {
            return new Closed(messageText());
        }
    }

    /** The other side violated the protocol, which is a bug. Please report it. */
    public static final class Unexpected extends EngineException {
        private static final long serialVersionUID = 1;

        /** Creates the failure. {@code outcome} decides whether the request may be sent again. */
        public Unexpected(String message, Outcome outcome) {
            super(message, outcome, outcome == Outcome.UNKNOWN ? Retry.ONLY_IF_IDEMPOTENT : Retry.NO);
        }

        @Override
        EngineException copy() {
            return new Unexpected(messageText(), outcome());
        }
    }
}
