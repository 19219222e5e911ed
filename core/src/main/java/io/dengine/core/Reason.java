package io.dengine.core;

/** Why a request was refused before it had any effect. */
public enum Reason {
    /** Another node leads, or none. */
    NOT_LEADER,
    /** This node leads, but has not committed an entry of its term yet; soon it has. */
    NOT_READY,
    /** A change of members is under way. */
    CHANGE_IN_FLIGHT,
    /** The configuration is no longer the one the operator saw. */
    STALE_CONFIGURATION,
    /** The change would leave no voter, or touch more than is allowed. */
    INVALID_CHANGE,
    /** A learner that should vote has not caught up, or has not said which disk it has. */
    LEARNER_LAGS,
    /** A majority of the voters that the change leaves was not heard from lately. */
    QUORUM_ENDANGERED,
    /** The change would leave no voter. */
    LAST_VOTER,
    /** Leadership is being handed over. */
    TRANSFER_IN_FLIGHT,
    /** The node that should lead did not take over in time. */
    TRANSFER_FAILED,
    /** This node lacks nothing that it knows of, so there is no loss to accept. */
    NOTHING_LOST,
    /** Leadership ended while the request waited; nothing was changed by it. */
    LEADERSHIP_LOST
}
