package io.dengine.call;

import io.dengine.api.Outcome;

/** Why a call failed, and what that means for it. The order is part of the encoding: append only. */
public enum Problem {
    /** No leader is known, the read could not be confirmed in time, or no node could be reached. */
    UNAVAILABLE(Outcome.NOT_APPLIED, true),
    /** Too much is waiting. */
    OVERLOADED(Outcome.NOT_APPLIED, true),
    /** The leader's disk cannot take more. */
    NO_SPACE(Outcome.NOT_APPLIED, true),
    /** The command may have been carried out, or may be yet. */
    OUTCOME_UNKNOWN(Outcome.UNKNOWN, true),
    /** It can never succeed as it is. */
    INVALID_REQUEST(Outcome.NOT_APPLIED, false),
    /** The revision is no longer kept. */
    COMPACTED(Outcome.NOT_APPLIED, false),
    /** The revision does not exist yet. */
    FUTURE_REVISION(Outcome.NOT_APPLIED, false),
    /** There is no such lease. */
    LEASE_NOT_FOUND(Outcome.NOT_APPLIED, false),
    /** The node is stopping, or has stopped itself: another one may answer. */
    STOPPED(Outcome.NOT_APPLIED, true),
    /** Nobody expected this. */
    UNEXPECTED(Outcome.UNKNOWN, false),
    /** The revision belongs to another incarnation of the cluster. */
    OTHER_INCARNATION(Outcome.NOT_APPLIED, false);

    private final Outcome outcome;
    private final boolean passing;

    Problem(Outcome outcome, boolean passing) {
        this.outcome = outcome;
        this.passing = passing;
    }

    /** What became of the request. */
    public Outcome outcome() {
        return outcome;
    }

    /** Whether the same call may succeed later, or at another node. */
    public boolean isPassing() {
        return passing;
    }
}
