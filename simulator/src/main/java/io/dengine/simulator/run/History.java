package io.dengine.simulator.run;

import io.dengine.api.Operation.Put;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.core.log.Entry;
import io.dengine.simulator.check.ChangeLog;
import io.dengine.simulator.check.LeasedKeys;
import io.dengine.simulator.check.Linearizability;
import io.dengine.simulator.check.Operation;
import io.dengine.simulator.check.Operation.Outcome;
import io.dengine.simulator.check.RevisionOrder;
import io.dengine.simulator.check.RevisionOrder.Change;
import io.dengine.simulator.check.RevisionOrder.Observation;
import io.dengine.simulator.check.SharedCells;
import io.dengine.simulator.check.TimeToLive;
import io.dengine.simulator.check.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The calls of clients with their answers, and the committed log; checked while it grows and again at the end. */
final class History {
    private static final long STEPS = 8_000_000;

    private final TruthStore truth;
    private final List<Bytes> keys;
    private final Map<Bytes, List<Operation>> registers = new TreeMap<>();
    private final List<Observation> observations = new ArrayList<>();
    private final List<Observation> eventual = new ArrayList<>();
    private final ChangeLog changes = new ChangeLog();
    private final Map<Bytes, Long> lastChange = new HashMap<>();
    private final Map<Long, Outcome> outcomes = new HashMap<>();
    private final Map<Long, Long> appliedAt = new HashMap<>();
    private final Set<Long> stored = new HashSet<>();
    private final Map<Bytes, Long> mortal = new HashMap<>();
    private final Set<Long> drawn = new HashSet<>();
    private long named;
    private final Mortality mortality;
    private final SessionPromises sessions;
    private final List<Consumer<Entry>> listeners = new ArrayList<>();
    private long lastNumber;
    private long clock;
    private long floorRevision;
    private final List<SharedCells.Transacted> transactions = new ArrayList<>();
    private final List<LeasedKeys.Call> leaseCalls = new ArrayList<>();

    /**
     * Creates the history of a run.
     *
     * @param schedule determines whether the times of expiry can be checked, and how precisely
     */
    History(TruthStore truth, List<Bytes> keys, Scheduler scheduler, Schedule schedule) {
        this.truth = truth;
        this.keys = keys;
        this.mortality = new Mortality(scheduler, !schedule.wildClocks(), schedule.changes() > 0);
        this.sessions = new SessionPromises(scheduler, mortality.times());
    }

    /** Returns the checker of expiry in true time. */
    TimeToLive times() {
        return mortality.times();
    }

    /** Returns whether a user has revoked this lease, by a committed command. */
    boolean isRevoked(long leaseId) {
        return mortality.isRevoked(leaseId);
    }

    /** Returns the checker of sessions. */
    SessionPromises sessions() {
        return sessions;
    }

    /** Calls {@code listener} after each committed entry. */
    void onCommit(Consumer<Entry> listener) {
        listeners.add(listener);
    }

    TruthStore truth() {
        return truth;
    }

    /** Records an id that the store generated for a session or lease; it must be new. */
    void drawn(long id) {
        if (!drawn.add(id)) {
            throw new Violation("one history", "two sessions or leases have id " + id);
        }
    }

    /** Records the incarnation that the store reports. A cluster is founded once, so there is only one. */
    void named(long incarnation) {
        named = named == 0 ? incarnation : named;
        if (incarnation == 0 || incarnation != named) {
            throw new Violation("one history", "a session of incarnation " + incarnation + " after one of " + named);
        }
    }

    ChangeLog changes() {
        return changes;
    }

    /** Returns a number that no client has written before. */
    long nextNumber() {
        return ++lastNumber;
    }

    /** Returns the next time stamp, which orders calls and returns. */
    long now() {
        return ++clock;
    }

    /** Returns the newest revision that any client knows: a call that begins now must observe at least that. */
    long floorRevision() {
        return floorRevision;
    }

    long operations() {
        return (long) outcomes.size() + observations.size() + eventual.size();
    }

    long checked() {
        long count = (long) observations.size() + eventual.size() + transactions.size() + leaseCalls.size();
        for (List<Operation> register : registers.values()) {
            count += register.size();
        }
        return count;
    }

    void add(Bytes key, Operation operation) {
        registers.computeIfAbsent(key, newKey -> new ArrayList<>()).add(operation);
    }

    /** Checks a successful call, which must observe every change that was known when it began. */
    void observed(Observation observation, long floorAtCall) {
        boolean stale =
                observation.changes() ? observation.revision() <= floorAtCall : observation.revision() < floorAtCall;
        if (stale) {
            throw new Violation(
                    "linearizable", observation + " is behind revision " + floorAtCall + ", known when it began");
        }
        floorRevision = Math.max(floorRevision, observation.revision());
        observations.add(observation);
    }

    /** Checks a read that may observe any past state, but only a real one. */
    void observedEventually(Observation observation) {
        if (observation.revision() > truth.revision()) {
            throw new Violation("eventual read", observation + " is ahead of the committed state");
        }
        eventual.add(observation);
    }

    /** Records that a client knows the outcome of the write of its number. */
    void ended(long number, Outcome outcome) {
        outcomes.put(number, outcome);
        if (outcome == Outcome.FAILED && appliedAt.containsKey(number)) {
            throw new Violation(
                    "failed means never", "number " + number + " was applied at entry " + appliedAt.get(number));
        }
        if (outcome == Outcome.FAILED && stored.contains(number)) {
            throw new Violation("failed means never", "number " + number + " was stored before it failed");
        }
    }

    /** Records a committed entry that the truth has applied. */
    void committed(Entry entry, Bytes reply) {
        if (entry.kind() == Entry.Kind.COMMAND) {
            numbers(Command.decode(entry.payload()), entry);
        }
        mortality.committed(entry, reply);
        sessions.committed(entry, reply);
        for (Bytes key : keys) {
            TruthStore.Row row = truth.get(key);
            long before = lastChange.getOrDefault(key, 0L);
            if (row.modRevision() != before) {
                changed(entry, row);
                long revision = row.modRevision() == 0 ? truth.revision() : row.modRevision();
                changes.add(new Change(revision, key, row.value()));
                lastChange.put(key, row.modRevision());
            }
        }
        listeners.forEach(listener -> listener.accept(entry));
    }

    /**
     * Checks that a number is applied once, however often its command is in the log, and that a key expires at the
     * right time.
     */
    private void changed(Entry entry, TruthStore.Row row) {
        mortality.changed(entry, row);
        if (row.modRevision() != 0) {
            if (outcomes.get(row.value()) == Outcome.FAILED) {
                throw new Violation(
                        "failed means never", "number " + row.value() + " is stored by entry " + entry.index());
            }
            if (!stored.add(row.value())) {
                throw new Violation(
                        "once", "number " + row.value() + " is stored twice, now by entry " + entry.index());
            }
            return;
        }
        Long earliestEnd = mortal.get(row.key());
        if (earliestEnd != null
                && Command.decode(entry.payload()) instanceof Command.Expire
                && entry.timeMillis() < earliestEnd) {
            throw new Violation(
                    "never early",
                    row.key().toUtf8() + " expires at " + entry.timeMillis() + ", not after " + earliestEnd);
        }
    }

    private void numbers(Command command, Entry entry) {
        long index = entry.index();
        switch (command) {
            case Command.Put put -> {
                applied(Values.number(put.value()), index);
                mortal.put(put.key(), entry.timeMillis() + put.ttlMillis());
            }
            case Command.CompareAndSwap swap -> applied(Values.number(swap.value()), index);
            case Command.Transaction transaction ->
                transaction.thenOperations().forEach(step -> {
                    if (step instanceof Put put) {
                        applied(Values.number(put.value()), index);
                    }
                });
            default -> {}
        }
    }

    private void applied(long number, long index) {
        if (outcomes.get(number) == Outcome.FAILED) {
            throw new Violation("failed means never", "number " + number + " is applied at entry " + index);
        }
        Long before = appliedAt.putIfAbsent(number, index);
        if (before != null) {
            throw new Violation(
                    "once", "number " + number + " is applied at entry " + before + " and at entry " + index);
        }
    }

    /** Returns the violation for a history that could not be decided: runs must be short enough. */
    private static Violation undecided(String what) {
        return new Violation("undecided", "the history of " + what + " could not be decided in " + STEPS + " steps");
    }

    /** Records a completed transaction or scan over the cells. */
    void add(SharedCells.Transacted transaction) {
        transactions.add(transaction);
    }

    /** Records a completed call about a lease, or about a key attached to one. */
    void add(LeasedKeys.Call call) {
        leaseCalls.add(call);
    }

    /** Runs the checks that need the whole history. */
    void judge() {
        for (Map.Entry<Bytes, List<Operation>> register : registers.entrySet()) {
            String key = register.getKey().toUtf8();
            if (Linearizability.failedWriteWasSeen(register.getValue())) {
                throw new Violation("failed means never", "a failed write to " + key + " was seen");
            }
            List<Long> committed = changes.valuesOf(register.getKey());
            switch (Linearizability.check(register.getValue(), committed, STEPS)) {
                case LINEARIZABLE -> {}
                case UNDECIDED -> throw undecided(key + ", which the order of the committed log does not explain,");
                case VIOLATED -> throw new Violation("linearizable", "no order explains the history of " + key);
            }
        }
        switch (SharedCells.check(transactions, STEPS)) {
            case LINEARIZABLE -> {}
            case UNDECIDED -> throw undecided("all cells");
            case VIOLATED -> throw new Violation("linearizable", "no order explains the transactions and scans");
        }
        switch (LeasedKeys.check(leaseCalls, STEPS)) {
            case LINEARIZABLE -> {}
            case UNDECIDED -> throw undecided("all leases");
            case VIOLATED ->
                throw new Violation(
                        "lease model",
                        "no order explains the answers about leases and their keys, for example these calls: "
                                + LeasedKeys.leastUnexplained(leaseCalls, STEPS));
        }
        List<String> problems = new ArrayList<>(RevisionOrder.check(changes.all(), observations));
        problems.addAll(RevisionOrder.check(changes.all(), eventual));
        if (!problems.isEmpty()) {
            throw new Violation("revision order", problems.get(0) + (problems.size() > 1 ? ", and more" : ""));
        }
    }
}
