package io.dengine.command;

/**
 * The reason why the store refused a command, which then changed nothing. The order is part of the encoding: append
 * only.
 */
public enum Rejection {
    /** The bytes are not a command. */
    MALFORMED,
    /** The command contradicts itself or exceeds a limit, and will never succeed. */
    INVALID_REQUEST,
    /** The lease does not exist or has ended. */
    LEASE_NOT_FOUND,
    /** A lease with this id exists already. */
    LEASE_EXISTS,
    /**
     * The session does not exist or has ended. It is not known here whether earlier attempts of the command were
     * applied.
     */
    SESSION_EXPIRED,
    /**
     * The client acknowledged this reply before, so the store no longer has it. The command was not executed again.
     */
    SEQUENCE_FORGOTTEN,
    /**
     * There are too many sessions of this owner or in all, or too many replies that the client, its owner, or all
     * clients have not acknowledged. The sequence number of a command in a session stays open then: another attempt of
     * it may be applied later.
     */
    SESSION_QUOTA,
    /** The revision is older than what is kept. */
    COMPACTED,
    /** The store has not reached the revision yet. */
    FUTURE_REVISION,
    /** There are too many leases of this owner or in all. */
    LEASE_QUOTA,
    /** The command was executed before, but its reply was too long to keep. It was not executed again. */
    REPLY_NOT_KEPT;

    static final Rejection[] VALUES = values();
}
