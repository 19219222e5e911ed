package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.kv.session.Session;
import io.dengine.kv.session.Sessions;
import io.dengine.kv.ttl.Lease;

/**
 * Executes commands. Each command has its whole effect or none, and gets a reply in both cases. Owned by the apply
 * thread.
 */
final class CommandExecutor {
    private final KvState state;
    private final KeyWriter writer;
    private final TransactionRunner transactions;
    private final QuotaGate quotaGate;

    CommandExecutor(KvState state, KeyWriter writer) {
        this.state = state;
        this.writer = writer;
        this.transactions = new TransactionRunner(state, writer);
        this.quotaGate = new QuotaGate(state);
    }

    /** Executes an encoded command and returns the encoded reply. */
    Bytes execute(Bytes encoded) {
        Command command;
        try {
            command = Command.decode(encoded);
        } catch (MalformedBytesException e) {
            return refused(Rejection.MALFORMED, "nothing was changed: the bytes are not a command")
                    .encode();
        }
        String problem = Limits.CEILING.problemWith(command);
        if (problem != null) {
            return refused(Rejection.INVALID_REQUEST, "nothing was changed: " + problem)
                    .encode();
        }
        return command instanceof Command.WithSession within
                ? executeWithin(within)
                : execute(command).encode();
    }

    private Reply execute(Command command) {
        return switch (command) {
            case Command.Put put -> put(put);
            case Command.Delete delete -> written(writer.delete(delete.key()) == null ? 0 : 1);
            case Command.DeleteRange range ->
                written(writer.deleteRange(new KeyRange(range.first(), range.endExclusive())));
            case Command.CompareAndSwap swap -> transactions.swap(swap);
            case Command.Transaction transaction -> transactions.run(transaction);
            case Command.LeaseGrant grant -> grant(grant);
            case Command.LeaseKeepAlive keepAlive -> keepAlive(keepAlive.leaseId());
            case Command.LeaseRevoke revoke -> revoke(revoke.leaseId());
            case Command.Expire expire -> expire(expire);
            case Command.SetQuotas quotas -> {
                state.quotas = Quotas.of(quotas);
                yield new Reply.Written(state.revision, true, 0);
            }
            case Command.Compact compact -> compact(compact.revision());
            case Command.SessionOpen open -> openSession(open);
            case Command.SessionKeepAlive keepAlive -> keepSessionAlive(keepAlive.sessionId());
            case Command.SessionClose close -> closeSession(close.sessionId());
            case Command.WithSession within -> throw new IllegalStateException("sessions do not nest");
        };
    }

    private Reply put(Command.Put put) {
        if (put.leaseId() != 0 && writer.sharedLease(put.leaseId()) == null) {
            return leaseNotFound(state.revision, put.leaseId());
        }
        writer.put(put.key(), put.value(), put.ttlMillis(), put.leaseId());
        return written(1);
    }

    private Reply grant(Command.LeaseGrant grant) {
        if (state.leases.find(grant.leaseId()) != null) {
            return refused(
                    Rejection.LEASE_EXISTS,
                    "nothing was changed: there is a lease " + grant.leaseId() + ", choose another id or pass 0");
        }
        if (writer.owner() == 0) {
            writer.actFor(grant.owner());
        }
        String full = quotaGate.leases(writer.owner());
        if (full != null) {
            return refused(Rejection.LEASE_QUOTA, full);
        }
        Lease lease = grant.leaseId() == 0
                ? writer.grantLease(grant.ttlMillis(), false)
                : state.leases.grant(grant.leaseId(), grant.ttlMillis(), false, writer.owner(), writer.nowMillis());
        return leased(lease);
    }

    private Reply keepAlive(long leaseId) {
        Lease lease = state.leases.held(leaseId);
        if (lease == null) {
            return leaseNotFound(state.revision, leaseId);
        }
        state.leases.renew(lease, writer.nowMillis());
        return leased(lease);
    }

    private Reply revoke(long leaseId) {
        Lease lease = state.leases.held(leaseId);
        if (lease == null) {
            return leaseNotFound(state.revision, leaseId);
        }
        long removed = writer.revoke(lease);
        return new Reply.Written(writer.revision(), true, removed);
    }

    /**
     * Ends the leases and sessions of the command, except those that were renewed after the leader looked or have not
     * expired by the time of this entry.
     */
    private Reply expire(Command.Expire expire) {
        long now = writer.nowMillis();
        if (now - state.graceSinceMillis < expire.graceMillis()) {
            return new Reply.Written(state.revision, false, 0);
        }
        long removed = 0;
        boolean ended = false;
        for (Command.Expiry expiry : expire.leases()) {
            Lease lease = state.leases.find(expiry.id());
            if (lease != null && lease.isOver(now) && lease.renewal().generation() == expiry.generation()) {
                removed += writer.revoke(lease);
                ended = true;
            }
        }
        for (Command.Expiry expiry : expire.sessions()) {
            Session session = state.sessions.find(expiry.id());
            if (session != null && session.isOver(now) && session.renewal().generation() == expiry.generation()) {
                state.sessions.close(session);
                ended = true;
            }
        }
        return new Reply.Written(writer.revision(), ended, removed);
    }

    private Reply compact(long revision) {
        if (revision > state.revision) {
            return refused(
                    Rejection.FUTURE_REVISION,
                    "nothing was changed: revision " + revision + " is beyond the newest, " + state.revision);
        }
        if (revision <= state.compactedRevision) {
            return refused(
                    Rejection.COMPACTED,
                    "nothing was changed: history is compacted up to " + state.compactedRevision + " already");
        }
        state.compactedRevision = revision;
        return new Reply.Written(state.revision, true, 0);
    }

    private Reply openSession(Command.SessionOpen open) {
        String full = quotaGate.sessions(open.owner());
        if (full != null) {
            return refused(Rejection.SESSION_QUOTA, full);
        }
        // No two entries have the same index, so no two sessions have the same id.
        long id = DrawnIds.session(state.incarnation, state.index);
        Session session = state.sessions.open(id, open.ttlMillis(), open.owner(), writer.nowMillis());
        return new Reply.SessionOpened(state.revision, session.id(), open.ttlMillis(), state.incarnation);
    }

    private Reply keepSessionAlive(long sessionId) {
        Session session = state.sessions.find(sessionId);
        if (session == null) {
            return sessionExpired(sessionId);
        }
        state.sessions.renew(session, writer.nowMillis());
        return new Reply.Written(state.revision, true, 0);
    }

    private Reply closeSession(long sessionId) {
        Session session = state.sessions.find(sessionId);
        if (session == null) {
            return sessionExpired(sessionId);
        }
        state.sessions.close(session);
        return new Reply.Written(state.revision, true, 0);
    }

    private Bytes executeWithin(Command.WithSession within) {
        Session session = state.sessions.find(within.sessionId());
        if (session == null) {
            return sessionExpired(within.sessionId()).encode();
        }
        state.sessions.acknowledge(session, within.acknowledgedUpTo(), writer.nowMillis());
        if (within.sequence() <= session.state().acknowledgedUpTo()) {
            return refused(
                            Rejection.SEQUENCE_FORGOTTEN,
                            "not executed again: the reply to " + within.sequence() + " was acknowledged before")
                    .encode();
        }
        Bytes earlier = state.sessions.replyTo(session, within.sequence());
        if (earlier != null) {
            return earlier;
        }
        String full = quotaGate.replies(session);
        if (full != null) {
            return refused(Rejection.SESSION_QUOTA, full).encode();
        }
        writer.actFor(session.owner());
        Bytes reply = execute(within.command()).encode();
        boolean isLong = reply.length() > Sessions.MAX_KEPT_BYTES;
        state.sessions.keep(
                session, within.sequence(), isLong ? tooLongToKeep(reply).encode() : reply);
        return reply;
    }

    /**
     * Returns the reply that is kept in place of one that is too long: a client that asks again gets it. Keeping long
     * replies for all sessions could take more memory than there is.
     */
    private Reply tooLongToKeep(Bytes reply) {
        return refused(
                Rejection.REPLY_NOT_KEPT,
                "executed before, but its reply of " + reply.length()
                        + " bytes was too long to be kept: read what it was about");
    }

    private Reply written(long changedKeys) {
        return new Reply.Written(writer.revision(), changedKeys > 0, changedKeys);
    }

    private Reply leased(Lease lease) {
        return new Reply.Leased(state.revision, lease.id(), lease.ttlMillis());
    }

    private Reply sessionExpired(long sessionId) {
        return refused(
                Rejection.SESSION_EXPIRED,
                "session " + sessionId
                        + " has ended, so this attempt changed nothing; an earlier attempt of the same request may have"
                        + " been applied. Read what it would have changed before you send it in a new session");
    }

    private Reply refused(Rejection reason, String message) {
        return new Reply.Refused(state.revision, reason, message);
    }

    static Reply leaseNotFound(long revision, long leaseId) {
        return new Reply.Refused(
                revision,
                Rejection.LEASE_NOT_FOUND,
                "nothing was changed: lease " + leaseId + " does not exist, or has ended; grant a new one");
    }
}
