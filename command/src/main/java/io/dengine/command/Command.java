package io.dengine.command;

import io.dengine.api.Compare;
import io.dengine.api.Operation;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to the store. Each command is one entry of the log; all it changes appears at once, as one revision.
 *
 * <p>Absent numbers are 0. Immutable; safe for use by any thread.
 */
public sealed interface Command {
    /** The encoding that {@link #decode} reads. */
    default Bytes encode() {
        return CommandCodec.encode(this);
    }

    /** Appends the encoding that {@link #decode} reads. */
    void writeTo(BytesWriter writer);

    /**
     * Reads what {@link #encode} wrote. Values share the given bytes.
     *
     * @throws MalformedBytesException if the bytes are not a command; nothing else is ever thrown
     */
    static Command decode(Bytes encoded) {
        return CommandCodec.decode(encoded);
    }

    /**
     * Stores a value. The reply is {@link Reply.Written}.
     *
     * @param ttlMillis how long the key lives unless it is written again; 0 for no end. A put without TTL ends an
     *     earlier one
     * @param leaseId the lease that the key ends with, 0 for none; not together with a TTL
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

    /** Removes a key. The reply is {@link Reply.Written}, which succeeds if the key was there. */
    record Delete(Bytes key) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.DELETE).writeBytes(key);
        }
    }

    /** Removes the keys from {@code first} up to {@code endExclusive}; an empty end means no end. */
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
     * @param expected what the key must hold; null means that it must be absent
     */
    record CompareAndSwap(Bytes key, @Nullable Bytes expected, Bytes value) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            CommandCodec.writeSwap(writer, this);
        }
    }

    /** Takes the first list of steps if all conditions hold, else the second. The reply is {@link Reply.Transacted}. */
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
     * The same command on behalf of {@code owner}, where that counts: whoever passes on what clients send says who they
     * are, whatever they say themselves. A command in a session counts for who has opened the session.
     */
    default Command ownedBy(long owner) {
        return this;
    }

    /**
     * Creates a lease; {@code leaseId} 0 lets the store choose. The reply is {@link Reply.Leased}.
     *
     * @param owner whom the store counts it for, or 0 for nobody in particular
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

    /** Lets a lease begin its time anew. The reply is {@link Reply.Leased}. */
    record LeaseKeepAlive(long leaseId) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.LEASE_KEEP_ALIVE).writeVarLong(leaseId);
        }
    }

    /** Ends a lease and removes its keys. The reply is {@link Reply.Written}. */
    record LeaseRevoke(long leaseId) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.LEASE_REVOKE).writeVarLong(leaseId);
        }
    }

    /**
     * Ends what is over by the replicated clock; proposed by the leader only. Each item is checked again when it is
     * applied: what was renewed since, or is not over yet, stays.
     *
     * @param graceMillis how long after the begin of a leadership nothing ends
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
     * Something that seems to be over.
     *
     * @param generation which of its renewals it was seen with
     */
    record Expiry(long id, long generation) {}

    /**
     * How much sessions and leases may take from now on; proposed by the leader only, whose configuration it is. Each
     * number is positive.
     *
     * @param maxSessions that are open
     * @param maxSessionsOfOwner of them, of one owner
     * @param maxReplyBytes of the replies that sessions keep; a quarter of it for one owner
     * @param maxLeases that keys can share
     * @param maxLeasesOfOwner of them, of one owner
     */
    record SetQuotas(
            int maxSessions, int maxSessionsOfOwner, long maxReplyBytes, int maxLeases, int maxLeasesOfOwner)
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

    /** Forgets the history before {@code revision}. The reply is {@link Reply.Written}. */
    record Compact(long revision) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CommandCodec.COMPACT).writeVarLong(revision);
        }
    }

    /**
     * Opens a session for commands that are carried out once however often they are sent. {@link Reply.SessionOpened}
     *
     * @param owner whom the store counts it for, or 0 for nobody in particular
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

    /** Lets a session begin its time anew. Every command within the session does so as well. */
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
     * Carries out {@code command} unless {@code sequence} was carried out before in this session: then the reply is the
     * one of that time.
     *
     * @param sequence the client's number for this command, from 1; the order of arrival does not matter
     * @param acknowledgedUpTo the client has the replies to everything up to this number and will not ask for them
     *     again
     * @param command anything but what deals with sessions
     */
    record WithSession(long sessionId, long sequence, long acknowledgedUpTo, Command command) implements Command {
        @Override
        public void writeTo(BytesWriter writer) {
            CommandCodec.writeWithSession(writer, this);
        }
    }
}
