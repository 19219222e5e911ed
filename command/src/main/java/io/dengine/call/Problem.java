package io.dengine.call;

import io.dengine.api.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a call or a watch failed, and the outcome of the call: the one table of errors that clients see. Each
 * way to the node, such as gRPC or HTTP, maps a problem to a status of its own.
 *
 * <p>The order is part of the encoding: append only.
 */
public enum Problem {
    /** No leader is known, or no node could be reached. */
    UNAVAILABLE(Outcome.NOT_APPLIED, true),
    /** Too many requests are pending. */
    OVERLOADED(Outcome.NOT_APPLIED, true),
    /** The leader's disk has no space for the request. */
    NO_SPACE(Outcome.NOT_APPLIED, true),
    /** The command may have been applied, or may still be. */
    OUTCOME_UNKNOWN(Outcome.UNKNOWN, true),
    /** The call can never succeed as it is. */
    INVALID_REQUEST(Outcome.NOT_APPLIED, false),
    /** The revision was compacted. */
    COMPACTED(Outcome.NOT_APPLIED, false),
    /** The store has not reached the revision yet. */
    FUTURE_REVISION(Outcome.NOT_APPLIED, false),
    /** The lease does not exist or has ended. */
    LEASE_NOT_FOUND(Outcome.NOT_APPLIED, false),
    /** The node is stopping, or has stopped because of a failure: another node may answer. */
    STOPPED(Outcome.NOT_APPLIED, true),
    /** A failure that should be impossible, which is a bug. */
    UNEXPECTED(Outcome.UNKNOWN, false),
    /** The revision belongs to another incarnation of the cluster. */
    OTHER_INCARNATION(Outcome.NOT_APPLIED, false),
    /** Another node leads. */
    NOT_LEADER(UNAVAILABLE),
    /** The read was not confirmed in time. */
    READ_TIMEOUT(UNAVAILABLE),
    /** A membership change is in flight, or another configuration is in force by now. */
    CHANGE_IN_FLIGHT(UNAVAILABLE),
    /** The membership change would cost the cluster its quorum. */
    UNSAFE_CHANGE(INVALID_REQUEST),
    /** The watcher left more changes unread than a watch may. */
    WATCHER_TOO_SLOW(UNAVAILABLE);

    private final Outcome outcome;
    private final boolean passing;
    private final @Nullable Problem general;

    Problem(Outcome outcome, boolean passing) {
        this.outcome = outcome;
        this.passing = passing;
        this.general = null;
    }

    Problem(Problem general) {
        this.outcome = general.outcome;
        this.passing = general.passing;
        this.general = general;
    }

    /** Tells whether the request may have been applied. */
    public Outcome outcome() {
        return outcome;
    }

    /** Returns whether the same call may succeed later, or at another node. */
    public boolean isPassing() {
        return passing;
    }

    /**
     * Returns the problem under which connections report this one: it has the same outcome, and asks the client for the
     * same.
     */
    public Problem encoded() {
        return general == null ? this : general;
    }

    /** Returns whether connections report this problem under its own number. */
    public boolean isEncoded() {
        return general == null;
    }
}
