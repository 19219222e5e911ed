package io.dengine.command;

/** Why the store refused a command, which then changed nothing. The order is part of the encoding: append only. */
public enum Rejection {
    /** The bytes are not a command. */
    MALFORMED,
    /** The command contradicts itself or a limit, and will never succeed. */
    INVALID_REQUEST,
    /** The lease does not exist, or does no longer. */
    LEASE_NOT_FOUND,
    /** There is a lease with this id already. */
    LEASE_EXISTS,
    /** The session does not exist, or does no longer: whether earlier attempts were carried out is not known here. */
    SESSION_EXPIRED,
    /** The client said that it has this reply already, so that it is gone. Not carried out again. */
    SEQUENCE_FORGOTTEN,
    /**
     * Too many sessions of this owner or at all, or too many replies that the client, its owner, or all clients have
     * not acknowledged.
     */
    SESSION_QUOTA,
    /** The revision lies before what is kept. */
    COMPACTED,
    /** The revision is not reached yet. */
    FUTURE_REVISION,
    /** Too many leases of this owner, or at all. */
    LEASE_QUOTA,
    /** Carried out before, but the reply was too long to be kept. Not carried out again. */
    REPLY_NOT_KEPT;

    static final Rejection[] VALUES = values();
}
