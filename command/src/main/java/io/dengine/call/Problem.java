package io.dengine.call;

import io.dengine.api.Outcome;

/** The reason why a call failed, and its outcome. The order is part of the encoding: append only. */
public enum Problem {
    /** No leader is known, the read could not be confirmed in time, or no node could be reached. */
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
    OTHER_INCARNATION(Outcome.NOT_APPLIED, false);

    private final Outcome outcome;
    private final boolean passing;

    Problem(Outcome outcome, boolean passing) {
        this.outcome = outcome;
        this.passing = passing;
    }

    /** Tells whether the request may have been applied. */
    public Outcome outcome() {
        return outcome;
    }

    /** Returns whether the same call may succeed later, or at another node. */
    public boolean isPassing() {
        return passing;
    }
}
