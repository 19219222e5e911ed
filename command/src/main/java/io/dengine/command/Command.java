package io.dengine.command;

import io.dengine.api.Compare;
import io.dengine.api.Operation;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command to the store. Each command is one log entry; all its changes take effect atomically, at one revision.
 *
 * <p>Absent numbers are 0. Immutable; safe for use by any thread.
 */
public sealed interface Command {
    /** Returns the encoding that {@link #decode} reads. */
    default Bytes encode() {
        return CommandCodec.encode(this);
    }

    /** Appends the encoding that {@link #decode} reads. */
    void writeTo(BytesWriter writer);

    /**
     * Reads what {@link #encode} wrote. Values share the given bytes.
     *
     * @throws MalformedBytesException if the bytes are not a command; no other exception is thrown
     */
    static Command decode(Bytes encoded) {
        return CommandCodec.decode(encoded);
    }

    /**
     * Stores a value. The reply is {@link Reply.Written}.
     *
     * @param ttlMillis the time in milliseconds after which the key expires unless it is written again; 0 for no
     *     expiry. A put without TTL removes the TTL that the key had
     * @param leaseId the lease to attach the key to, 0 for none; not together with a TTL
     */
    record Put(Bytes key, Bytes value, long ttlMillis, long leaseId) implements Command {
        public Put(Bytes key, Bytes value) {
            this(key, value, 0, 0);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            CommandCodec.writePut(writer, key, value, ttlMillis, leaseId);
        }
    }

    /** Deletes a key. The reply is {@link Reply.Written}, which succeeds if the key was present. */
    record Delete(Bytes key) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.DELETE).writeBytes(key);
        }
    }

    /** Deletes the keys from {@code first} up to {@code endExclusive}; an empty end means no end. */
    record DeleteRange(Bytes first, Bytes endExclusive) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.DELETE_RANGE).writeBytes(first).writeBytes(endExclusive);
        }
    }

    /**
     * Stores {@code value} if the key holds {@code expected}, and leaves its TTL as it is. The reply is
     * {@link Reply.Written}.
     *
     * @param expected the value that the key must hold; null if it must be absent
     */
    record CompareAndSwap(Bytes key, @Nullable Bytes expected, Bytes value) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            CommandCodec.writeSwap(writer, this);
        }
    }

    /**
     * Executes the first list of operations if all conditions hold, else the second. The reply is
     * {@link Reply.Transacted}.
     */
    record Transaction(List<Compare> compares, List<Operation> thenOperations, List<Operation> elseOperations)
            implements Command {
        public Transaction {
            compares = List.copyOf(compares);
            thenOperations = List.copyOf(thenOperations);
            elseOperations = List.copyOf(elseOperations);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            CommandCodec.writeTransaction(writer, this);
        }
    }

    /**
     * Returns the same command on behalf of {@code owner}, if the owner matters for it. The node that forwards a
     * client's command sets the owner, whatever the client says itself. A command in a session counts for the owner who
     * opened the session.
     */
    default Command ownedBy(long owner) {
        return this;
    }

    /**
     * Grants a lease; {@code leaseId} 0 lets the store choose. The reply is {@link Reply.Leased}.
     *
     * @param owner the owner whose quota the lease counts against, or 0 for none
     */
    record LeaseGrant(long leaseId, long ttlMillis, long owner) implements Command {
        public LeaseGrant(long leaseId, long ttlMillis) {
            this(leaseId, ttlMillis, 0);
        }

        @Override
        public Command ownedBy(long newOwner) {
            return new LeaseGrant(leaseId, ttlMillis, newOwner);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.LEASE_GRANT)
                    .writeVarLong(leaseId)
                    .writeVarLong(ttlMillis)
                    .writeVarLong(owner);
        }
    }

    /** Renews a lease: its time starts again. The reply is {@link Reply.Leased}. */
    record LeaseKeepAlive(long leaseId) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.LEASE_KEEP_ALIVE).writeVarLong(leaseId);
        }
    }

    /** Ends a lease and deletes its keys. The reply is {@link Reply.Written}. */
    record LeaseRevoke(long leaseId) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.LEASE_REVOKE).writeVarLong(leaseId);
        }
    }

    /**
     * Ends leases and sessions that have expired by the replicated clock; only the leader proposes it. The store checks
     * each item again when it applies the command: what was renewed since, or has not expired yet, stays.
     *
     * @param graceMillis the time in milliseconds after the start of a leadership during which nothing expires
     */
    record Expire(long graceMillis, List<Expiry> leases, List<Expiry> sessions) implements Command {
        public Expire {
            leases = List.copyOf(leases);
            sessions = List.copyOf(sessions);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            CommandCodec.writeExpire(writer, this);
        }
    }

    /**
     * A lease or session that seems to have expired.
     *
     * @param generation identifies the renewal that was the latest one when the leader looked
     */
    record Expiry(long id, long generation) {}

    /**
     * Sets the quotas of sessions and leases; only the leader proposes it, from its configuration. Each number is
     * positive.
     *
     * @param maxSessions the maximum number of open sessions
     * @param maxSessionsOfOwner the maximum number of open sessions of one owner
     * @param maxReplyBytes the maximum size of the replies that sessions keep, in bytes; one owner may use a quarter of
     *     it
     * @param maxLeases the maximum number of leases that keys can share
     * @param maxLeasesOfOwner the maximum number of such leases of one owner
     */
    record SetQuotas(int maxSessions, int maxSessionsOfOwner, long maxReplyBytes, int maxLeases, int maxLeasesOfOwner)
            implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.SET_QUOTAS)
                    .writeVarLong(maxSessions)
                    .writeVarLong(maxSessionsOfOwner)
                    .writeVarLong(maxReplyBytes)
                    .writeVarLong(maxLeases)
                    .writeVarLong(maxLeasesOfOwner);
        }
    }

    /** Compacts the history before {@code revision}. The reply is {@link Reply.Written}. */
    record Compact(long revision) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.COMPACT).writeVarLong(revision);
        }
    }

    /**
     * Opens a session, whose commands are applied once however often they are sent. The reply is
     * {@link Reply.SessionOpened}.
     *
     * @param owner the owner whose quota the session counts against, or 0 for none
     */
    record SessionOpen(long ttlMillis, long owner) implements Command {
        public SessionOpen(long ttlMillis) {
            this(ttlMillis, 0);
        }

        @Override
        public Command ownedBy(long newOwner) {
            return new SessionOpen(ttlMillis, newOwner);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.SESSION_OPEN).writeVarLong(ttlMillis).writeVarLong(owner);
        }
    }

    /** Renews a session: its time starts again. Every command within the session renews it as well. */
    record SessionKeepAlive(long sessionId) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.SESSION_KEEP_ALIVE).writeVarLong(sessionId);
        }
    }

    /** Ends a session. */
    record SessionClose(long sessionId) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.SESSION_CLOSE).writeVarLong(sessionId);
        }
    }

    /**
     * Executes {@code command} unless a command with this {@code sequence} was executed in this session before: then
     * the reply is that of the first execution.
     *
     * @param sequence the client's number for this command, from 1; the order of arrival does not matter
     * @param acknowledgedUpTo the client has the replies to everything up to this number and will not ask for them
     *     again
     * @param command any command that is not about sessions
     */
    record WithSession(long sessionId, long sequence, long acknowledgedUpTo, Command command) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            CommandCodec.writeWithSession(writer, this);
        }
    }
}
