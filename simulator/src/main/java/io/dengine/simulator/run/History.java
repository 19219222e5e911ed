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
import org.jspecify.annotations.Nullable;

/** The calls of clients with their answers, and the committed log; checked while it grows and again at the end. */
final class History {
    private static final long STEPS = 8_000_000;

    private final Scheduler scheduler;
    private final Schedule schedule;
    private final List<Bytes> keys;

    // ---- the log, and the state that it leads to
    private final TruthStore truth;
    private final ChangeLog changes;
    private final Map<Bytes, Long> lastChange;
    private final Map<Long, Long> appliedAt;
    private final Set<Long> stored;
    private final Map<Bytes, Long> mortal;
    private final Mortality mortality;
    private final SessionPromises sessions;
    private final List<Consumer<Entry>> listeners = new ArrayList<>();

    // ---- what must never come again, in no life
    private final Map<Long, Outcome> outcomes;
    private final Identities identities;
    private long lastNumber;

    // ---- the calls of this life
    private final Map<Bytes, List<Operation>> registers = new TreeMap<>();
    private final List<Observation> observations = new ArrayList<>();
    private final List<Observation> eventual = new ArrayList<>();
    private final List<SharedCells.Transacted> transactions = new ArrayList<>();
    private final List<LeasedKeys.Call> leaseCalls = new ArrayList<>();
    private final Map<Bytes, Long> inherited = new TreeMap<>();
    private int inheritedChanges;
    private long firstRevision;
    private long clock;
    private long floorRevision;

    /**
     * Creates the history of a run.
     *
     * @param schedule determines whether the times of expiry can be checked, and how precisely
     */
    History(TruthStore truth, List<Bytes> keys, Scheduler scheduler, Schedule schedule) {
        this.scheduler = scheduler;
        this.schedule = schedule;
        this.keys = keys;
        this.truth = truth;
        this.changes = new ChangeLog();
        this.lastChange = new HashMap<>();
        this.appliedAt = new HashMap<>();
        this.stored = new HashSet<>();
        this.mortal = new HashMap<>();
        this.mortality = new Mortality(scheduler, !schedule.wildClocks(), schedule.changes() > 0);
        this.sessions = new SessionPromises(scheduler, mortality.times());
        this.outcomes = new HashMap<>();
        this.identities = new Identities();
    }

    /** Creates the history of a life that continues the log of the former one, or begins another log. */
    private History(History former, @Nullable TruthStore otherLog) {
        boolean continues = otherLog == null;
        scheduler = former.scheduler;
        schedule = former.schedule;
        keys = former.keys;
        truth = otherLog == null ? former.truth : otherLog;
        changes = continues ? former.changes : new ChangeLog();
        lastChange = continues ? former.lastChange : new HashMap<>();
        appliedAt = continues ? former.appliedAt : new HashMap<>();
        stored = continues ? former.stored : new HashSet<>();
        mortal = continues ? former.mortal : new HashMap<>();
        mortality =
                continues ? former.mortality : new Mortality(scheduler, !schedule.wildClocks(), schedule.changes() > 0);
        sessions = continues ? former.sessions : new SessionPromises(scheduler, mortality.times());
        outcomes = former.outcomes;
        identities = former.identities;
        lastNumber = former.lastNumber;
        former.registers.forEach((key, operations) -> operations.stream()
                .filter(operation -> operation.outcome() == Outcome.UNKNOWN)
                .forEach(operation -> add(key, operation.calledAt(0))));
        former.transactions.stream()
                .filter(transaction -> transaction.outcome() == Outcome.UNKNOWN)
                .forEach(transaction -> add(transaction.calledAt(0)));
    }

    /** Drops the calls of former lives that took effect before this one: the others may take effect at any time. */
    private void dropEffective() {
        registers
                .values()
                .forEach(operations -> operations.removeIf(operation -> stored.contains(operation.argument())));
        transactions.removeIf(
                transaction -> transaction.written().values().stream().anyMatch(stored::contains));
    }

    /** Returns the history of the next life, which continues the same log. */
    History next() {
        return new History(this, null);
    }

    /**
     * Returns the history of the next life, which begins with another log: the entries that remain of this one are
     * recorded again. No number that a client used comes again.
     */
    History again(TruthStore empty) {
        return new History(this, empty);
    }

    /**
     * Records that this life begins, with the incarnation and the state that the entry recorded last has led to: no
     * client knows that incarnation, and no client was ever told of such a revision.
     */
    void begins(Entry first) {
        identities.begins(truth.incarnation(), truth.revision());
        mortality.beginsAgain(first.term());
        dropEffective();
        inheritedChanges = changes.size();
        floorRevision = truth.revision();
        firstRevision = floorRevision;
        for (Bytes key : keys) {
            TruthStore.Row row = truth.get(key);
            if (row.modRevision() != 0) {
                inherited.put(key, row.value());
                long lease = truth.leaseOf(key);
                if (lease != 0) {
                    inherit(LeasedKeys.Kind.GRANT, lease, key, Operation.ABSENT);
                    inherit(LeasedKeys.Kind.ATTACH, lease, key, row.value());
                }
            }
        }
        transactions.add(new SharedCells.Transacted(0, Map.of(), inherited, true, Map.of(), Outcome.OK, 0, 0));
    }

    private void inherit(LeasedKeys.Kind kind, long lease, Bytes key, long value) {
        add(new LeasedKeys.Call(kind, lease, key, value, true, Outcome.OK, 0, 0));
    }

    /** Returns the incarnation of this life, or 0 in the first one, which begins with the first leader. */
    long incarnation() {
        return identities.incarnation();
    }

    /** Returns whether a node still shows the state of another life; a client of this one asks another node then. */
    boolean isOfAnotherLife(TruthStore store) {
        return firstRevision > 0 && store.incarnation() != incarnation();
    }

    /** Returns whether this is the history of a later life, and {@link #begins} has recorded its beginning. */
    boolean hasBegun() {
        return firstRevision > 0;
    }

    /** Returns the first revision of this life. */
    long firstRevision() {
        return firstRevision + 1;
    }

    /** Returns the ids and incarnations of all lives so far. */
    Identities identities() {
        return identities;
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
        identities.committed(entry, reply);
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

    /** Returns the operations of a register, after one that writes the value that this life has inherited. */
    private List<Operation> fromTheBeginning(Map.Entry<Bytes, List<Operation>> register) {
        Long before = inherited.get(register.getKey());
        if (before == null) {
            return register.getValue();
        }
        List<Operation> operations = new ArrayList<>(register.getValue());
        operations.add(0, Operation.write(0, before, Outcome.OK, 0, 0));
        return operations;
    }

    private List<Long> valuesFromTheBeginning(Bytes key) {
        List<Long> values = new ArrayList<>(changes.valuesOf(key, inheritedChanges));
        Long before = inherited.get(key);
        if (before != null) {
            values.add(0, before);
        }
        return values;
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
            switch (Linearizability.check(
                    fromTheBeginning(register), valuesFromTheBeginning(register.getKey()), STEPS)) {
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
