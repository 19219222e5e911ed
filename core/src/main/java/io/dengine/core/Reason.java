package io.dengine.core;

/** The reason for which a request was refused before it had any effect. */
public enum Reason {
    /** Another node leads, or no node does. */
    NOT_LEADER,
    /** This node leads, but has not committed an entry of its term yet. It will soon. */
    NOT_READY,
    /** Another membership change is in flight. */
    CHANGE_IN_FLIGHT,
    /** The configuration is no longer the one the operator saw. */
    STALE_CONFIGURATION,
    /**
     * The change is itself joint, changes nothing or gives a voter another disk, or the target of a transfer is not a
     * voter.
     */
    INVALID_CHANGE,
    /** A learner that should become a voter has not caught up, or the identity of its disk is unknown. */
    LEARNER_LAGS,
    /** The leader has not heard lately from a majority of the voters that the change leaves. */
    QUORUM_ENDANGERED,
    /** The change would leave no voter. */
    LAST_VOTER,
    /** A leadership transfer is in flight. */
    TRANSFER_IN_FLIGHT,
    /** The target of the transfer did not take over in time. */
    TRANSFER_FAILED,
    /** As far as this node knows, no entry is missing on it, so there is no loss to accept. */
    NOTHING_LOST,
    /**
     * The node has lost a configuration that may be in force, and a quorum of it may have no voter in common with a
     * quorum of the one that the node knows.
     */
    CONFIGURATION_LOST,
    /** Leadership ended while the request waited. The request changed nothing. */
    LEADERSHIP_LOST
}
