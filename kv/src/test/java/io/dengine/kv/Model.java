package io.dengine.kv;

import io.dengine.api.Compare;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.OperationResult;
import io.dengine.api.RangeQuery;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.kv.store.DrawnIds;
import io.dengine.kv.store.Limits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The store as one would write it if nothing mattered but being right: a map, copied at each revision. */
final class Model {
    record ModelLease(long id, long ttl, boolean ofOneKey, long deadline, long generation) {}

    static final class ModelSession {
        long ttl;
        long deadline;
        long generation = 1;
        long acknowledged;
        final TreeMap<Long, Reply> replies = new TreeMap<>();
    }

    final List<TreeMap<Bytes, KeyValue>> atRevision = new ArrayList<>(List.of(new TreeMap<>()));
    final Map<Long, ModelLease> leases = new HashMap<>();
    final Map<Long, ModelSession> sessions = new HashMap<>();
    TreeMap<Bytes, KeyValue> now = new TreeMap<>();
    long graceSince;
    private long chosen;
    private long compacted;
    long clock;
    private long index;

    int revision() {
        return atRevision.size() - 1;
    }

    void noop(long time) {
        index++;
        if (time - clock >= 3_000 || time - graceSince >= 6_000) {
            graceSince = time;
        }
        clock = time;
    }

    Reply apply(Command command, long time) {
        index++;
        clock = time;
        String problem = Limits.CEILING.problemWith(command);
        return problem != null ? refused(Rejection.INVALID_REQUEST) : within(command);
    }

    private Reply within(Command command) {
        if (!(command instanceof Command.WithSession w)) {
            return settle(execute(command));
        }
        ModelSession session = sessions.get(w.sessionId());
        if (session == null) {
            return refused(Rejection.SESSION_EXPIRED);
        }
        session.generation++;
        session.deadline = clock + session.ttl;
        session.acknowledged = Math.max(session.acknowledged, w.acknowledgedUpTo());
        session.replies.headMap(session.acknowledged, true).clear();
        if (w.sequence() <= session.acknowledged) {
            return refused(Rejection.SEQUENCE_FORGOTTEN);
        }
        Reply earlier = session.replies.get(w.sequence());
        if (earlier != null) {
            return earlier;
        }
        Reply reply = settle(execute(w.command()));
        session.replies.put(w.sequence(), reply);
        return reply;
    }

    private Reply settle(Reply reply) {
        if (!now.equals(atRevision.get(revision()))) {
            atRevision.add(new TreeMap<>(now));
        }
        return reply;
    }

    private Reply execute(Command command) {
        return switch (command) {
            case Command.Put p -> {
                if (p.leaseId() != 0 && !shared(p.leaseId())) {
                    yield refused(Rejection.LEASE_NOT_FOUND);
                }
                put(p.key(), p.value(), p.ttlMillis(), p.leaseId());
                yield written(1);
            }
            case Command.Delete d -> written(delete(KeyRange.single(d.key())));
            case Command.DeleteRange d -> written(delete(new KeyRange(d.first(), d.endExclusive())));
            case Command.CompareAndSwap c -> swap(c);
            case Command.Transaction t -> transact(t);
            case Command.LeaseGrant g -> grant(g);
            case Command.LeaseKeepAlive k -> keepAlive(k.leaseId());
            case Command.LeaseRevoke r ->
                leases.containsKey(r.leaseId())
                        ? new Reply.Written(nextRevision(revoke(r.leaseId())), true, lastRevoked)
                        : refused(Rejection.LEASE_NOT_FOUND);
            case Command.Expire e -> expire(e);
            case Command.SetQuotas q -> new Reply.Written(revision(), true, 0);
            case Command.Compact c -> compact(c.revision());
            case Command.SessionOpen o -> {
                ModelSession session = new ModelSession();
                session.ttl = o.ttlMillis();
                session.deadline = clock + o.ttlMillis();
                long id = DrawnIds.session(0, index);
                sessions.put(id, session);
                yield new Reply.SessionOpened(revision(), id, o.ttlMillis(), 0);
            }
            case Command.SessionKeepAlive k -> {
                ModelSession session = sessions.get(k.sessionId());
                if (session == null) {
                    yield refused(Rejection.SESSION_EXPIRED);
                }
                session.generation++;
                session.deadline = clock + session.ttl;
                yield new Reply.Written(revision(), true, 0);
            }
            case Command.SessionClose c ->
                sessions.remove(c.sessionId()) == null
                        ? refused(Rejection.SESSION_EXPIRED)
                        : new Reply.Written(revision(), true, 0);
            case Command.WithSession w -> throw new AssertionError("nested session");
        };
    }

    private boolean shared(long id) {
        ModelLease lease = leases.get(id);
        return lease != null && !lease.ofOneKey();
    }

    private void put(Bytes key, Bytes value, long ttl, long leaseId) {
        KeyValue before = now.get(key);
        long lease = leaseId;
        if (ttl != 0) {
            lease = DrawnIds.lease(0, ++chosen);
            leases.put(lease, new ModelLease(lease, ttl, true, clock + ttl, 1));
        }
        if (before != null) {
            dropPrivate(before.leaseId());
        }
        store(key, value, lease);
    }

    private void store(Bytes key, Bytes value, long lease) {
        KeyValue before = now.get(key);
        long next = revision() + 1L;
        now.put(
                key,
                new KeyValue(
                        key,
                        value,
                        before == null ? next : before.createRevision(),
                        next,
                        before == null ? 1 : before.version() + 1,
                        lease));
    }

    private void dropPrivate(long leaseId) {
        ModelLease lease = leases.get(leaseId);
        if (lease != null && lease.ofOneKey()) {
            leases.remove(leaseId);
        }
    }

    private long delete(KeyRange range) {
        long count = 0;
        for (Bytes key : List.copyOf(now.keySet())) {
            if (range.contains(key)) {
                KeyValue before = now.remove(key);
                dropPrivate(before == null ? 0 : before.leaseId());
                count++;
            }
        }
        return count;
    }

    private Reply swap(Command.CompareAndSwap c) {
        KeyValue before = now.get(c.key());
        Bytes expected = c.expected();
        boolean holds = before == null
                ? expected == null
                : expected != null && before.value().equals(expected);
        if (holds) {
            store(c.key(), c.value(), before == null ? 0 : before.leaseId());
        }
        return written(holds ? 1 : 0);
    }

    private Reply transact(Command.Transaction t) {
        boolean holds = t.compares().stream().allMatch(this::holds);
        List<Operation> branch = holds ? t.thenOperations() : t.elseOperations();
        for (Operation operation : branch) {
            if (operation instanceof Operation.Put p && p.leaseId() != 0 && !shared(p.leaseId())) {
                return refused(Rejection.LEASE_NOT_FOUND);
            }
        }
        List<OperationResult> results = new ArrayList<>();
        for (Operation operation : branch) {
            results.add(operate(operation));
        }
        return new Reply.Transacted(nextRevision(0), holds, results);
    }

    private OperationResult operate(Operation operation) {
        return switch (operation) {
            case Operation.Put p -> {
                List<KeyValue> before = row(p.key());
                put(p.key(), p.value(), p.ttlMillis(), p.leaseId());
                yield new OperationResult(1, before, false);
            }
            case Operation.Delete d -> {
                List<KeyValue> before = row(d.key());
                yield new OperationResult(delete(KeyRange.single(d.key())), before, false);
            }
            case Operation.DeleteRange d ->
                new OperationResult(delete(new KeyRange(d.first(), d.endExclusive())), List.of(), false);
            case Operation.Get g -> new OperationResult(0, row(g.key()), false);
            case Operation.GetRange g -> {
                List<KeyValue> all = range(now, new KeyRange(g.first(), g.endExclusive()));
                yield new OperationResult(0, all.subList(0, Math.min(all.size(), g.limit())), all.size() > g.limit());
            }
        };
    }

    /** What a read of a range at a revision answers, if a row takes 64 bytes beside key and value. */
    Rows rows(RangeQuery query, int revision, long maxBytes) {
        List<KeyValue> within = new ArrayList<>(range(atRevision.get(revision), query.range()));
        if (query.content() == RangeQuery.Content.COUNT) {
            return new Rows(List.of(), revision, false, within.size());
        }
        if (query.order() == RangeQuery.Order.DESCENDING) {
            Collections.reverse(within);
        }
        if (query.content() == RangeQuery.Content.KEYS) {
            within.replaceAll(row -> new KeyValue(
                    row.key(), Bytes.EMPTY, row.createRevision(), row.modRevision(), row.version(), row.leaseId()));
        }
        List<KeyValue> rows = new ArrayList<>();
        long bytes = 0;
        for (KeyValue row : within) {
            bytes += 64 + row.key().length() + row.value().length();
            if (rows.size() == query.limit() || bytes > maxBytes && !rows.isEmpty()) {
                return new Rows(rows, revision, true, rows.size());
            }
            rows.add(row);
        }
        return new Rows(rows, revision, false, rows.size());
    }

    static List<KeyValue> range(TreeMap<Bytes, KeyValue> map, KeyRange range) {
        return map.values().stream().filter(row -> range.contains(row.key())).toList();
    }

    private List<KeyValue> row(Bytes key) {
        KeyValue row = now.get(key);
        return row == null ? List.of() : List.of(row);
    }

    private boolean holds(Compare c) {
        KeyValue row = now.get(c.key());
        if (c.target() == Compare.Target.VALUE) {
            return row != null && accepts(c.operator(), row.value().compareTo(c.value()));
        }
        long number = row == null
                ? 0
                : switch (c.target()) {
                    case CREATE_REVISION -> row.createRevision();
                    case MOD_REVISION -> row.modRevision();
                    case VERSION -> row.version();
                    case LEASE -> row.leaseId();
                    case VALUE -> throw new AssertionError();
                };
        return accepts(c.operator(), Long.compare(number, c.number()));
    }

    private static boolean accepts(Compare.Operator operator, int sign) {
        return switch (operator) {
            case EQUAL -> sign == 0;
            case NOT_EQUAL -> sign != 0;
            case LESS -> sign < 0;
            case GREATER -> sign > 0;
        };
    }

    private Reply grant(Command.LeaseGrant g) {
        if (leases.containsKey(g.leaseId())) {
            return refused(Rejection.LEASE_EXISTS);
        }
        long id = g.leaseId() == 0 ? DrawnIds.lease(0, ++chosen) : g.leaseId();
        leases.put(id, new ModelLease(id, g.ttlMillis(), false, clock + g.ttlMillis(), 1));
        return new Reply.Leased(revision(), id, g.ttlMillis());
    }

    private Reply keepAlive(long id) {
        ModelLease lease = leases.get(id);
        if (lease == null) {
            return refused(Rejection.LEASE_NOT_FOUND);
        }
        leases.put(id, new ModelLease(id, lease.ttl(), lease.ofOneKey(), clock + lease.ttl(), lease.generation() + 1));
        return new Reply.Leased(revision(), id, lease.ttl());
    }

    private long lastRevoked;

    private long revoke(long id) {
        lastRevoked = 0;
        for (KeyValue row : List.copyOf(now.values())) {
            if (row.leaseId() == id) {
                now.remove(row.key());
                lastRevoked++;
            }
        }
        leases.remove(id);
        return lastRevoked;
    }

    private Reply expire(Command.Expire e) {
        if (clock - graceSince < e.graceMillis()) {
            return new Reply.Written(revision(), false, 0);
        }
        long removed = 0;
        boolean ended = false;
        for (Command.Expiry expiry : e.leases()) {
            ModelLease lease = leases.get(expiry.id());
            if (lease != null && lease.deadline() <= clock && lease.generation() == expiry.generation()) {
                removed += revoke(expiry.id());
                ended = true;
            }
        }
        for (Command.Expiry expiry : e.sessions()) {
            ModelSession session = sessions.get(expiry.id());
            if (session != null && session.deadline <= clock && session.generation == expiry.generation()) {
                sessions.remove(expiry.id());
                ended = true;
            }
        }
        return new Reply.Written(nextRevision(removed), ended, removed);
    }

    private Reply compact(long to) {
        if (to > revision()) {
            return refused(Rejection.FUTURE_REVISION);
        }
        if (to <= compacted) {
            return refused(Rejection.COMPACTED);
        }
        compacted = to;
        return new Reply.Written(revision(), true, 0);
    }

    /** The revision a reply carries: the next one if keys differ from the last one. */
    private long nextRevision(long unused) {
        return now.equals(atRevision.get(revision())) ? revision() : revision() + 1L;
    }

    private Reply written(long changed) {
        return new Reply.Written(nextRevision(changed), changed > 0, changed);
    }

    private Reply refused(Rejection reason) {
        return new Reply.Refused(revision(), reason, "");
    }

    @Nullable
    KeyValue get(Bytes key, int revision) {
        return atRevision.get(revision).get(key);
    }
}
