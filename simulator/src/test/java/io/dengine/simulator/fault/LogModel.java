package io.dengine.simulator.fault;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A log as a plain list, together with every state that a power loss may restore: those since the last sync. An
 * operation that did not return may have been executed in part.
 */
final class LogModel {
    static final Configuration VOTERS =
            new Configuration(0, List.of(new Member(1, "localhost:1", 0, Member.Role.VOTER)));

    /** A state of the log: entries after index {@code after}. */
    private record State(long after, List<Entry> entries) {
        long lastIndex() {
            return entries.isEmpty() ? after : entries.get(entries.size() - 1).index();
        }

        List<Entry> after(long index) {
            List<Entry> later = new ArrayList<>(entries);
            later.removeIf(entry -> entry.index() <= index);
            return later;
        }
    }

    private final SplittableRandom random;
    private final List<State> sinceSync = new ArrayList<>();
    private int sinceOperation;
    private List<HardState> hardStates = List.of(HardState.INITIAL);
    private List<EntryId> bases = List.of(EntryId.ZERO);
    private State state = new State(0, List.of());
    private long term = 1;
    private long syncedIndex;
    private long committedIndex;

    LogModel(SplittableRandom random) {
        this.random = random;
        become(state);
        settled();
    }

    /** Executes a random operation on the log and on the model. */
    void operate(LogStore log) throws IOException {
        sinceOperation = sinceSync.size() - 1;
        switch (random.nextInt(16)) {
            case 0, 1 -> sync(log);
            case 2, 3 -> truncate(log);
            case 4 -> vote(log);
            case 5 -> compact(log);
            case 6 -> term++;
            case 7 -> reset(log);
            case 8 -> commit(log);
            default -> append(log);
        }
    }

    private void commit(LogStore log) {
        committedIndex = Math.max(committedIndex, Math.min(syncedIndex, random.nextLong(state.lastIndex() + 1)));
        log.noteCommitted(committedIndex);
    }

    private void sync(LogStore log) throws IOException {
        log.sync();
        settled();
        log.prepare();
    }

    private void settled() {
        sinceSync.clear();
        become(state);
        sinceOperation = 0;
        syncedIndex = state.lastIndex();
    }

    private void become(State next) {
        state = next;
        sinceSync.add(next);
    }

    private EntryId base() {
        return bases.get(bases.size() - 1);
    }

    void append(LogStore log) throws IOException {
        List<Entry> batch = new ArrayList<>();
        int count = random.nextInt(1, 6);
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[random.nextInt(20) == 0 ? random.nextInt(9000) : random.nextInt(200)];
            random.nextBytes(payload);
            boolean configures = random.nextInt(15) == 0;
            Entry entry = new Entry(
                    state.lastIndex() + 1,
                    term,
                    state.lastIndex(),
                    configures ? Entry.Kind.CONFIGURATION : Entry.Kind.COMMAND,
                    configures ? VOTERS.encode() : Bytes.wrap(payload));
            batch.add(entry);
            List<Entry> entries = new ArrayList<>(state.entries);
            entries.add(entry);
            become(new State(state.after, entries));
        }
        log.append(batch);
    }

    private void truncate(LogStore log) throws IOException {
        long lowest = Math.max(committedIndex, base().index());
        if (lowest >= state.lastIndex()) {
            return;
        }
        long lastKept = random.nextLong(lowest, state.lastIndex() + 1);
        List<Entry> entries = new ArrayList<>(state.entries);
        entries.removeIf(entry -> entry.index() > lastKept);
        become(new State(state.after, entries));
        syncedIndex = Math.min(syncedIndex, lastKept);
        log.truncateAfter(lastKept);
    }

    private void vote(LogStore log) throws IOException {
        HardState next = new HardState(hardStates.get(hardStates.size() - 1).term() + 1, random.nextInt(3));
        hardStates = List.of(hardStates.get(hardStates.size() - 1), next);
        log.saveHardState(next);
        hardStates = List.of(next);
    }

    private void compact(LogStore log) throws IOException {
        List<Entry> stored = state.after(base().index());
        if (stored.isEmpty()) {
            return;
        }
        EntryId next = stored.get(random.nextInt(stored.size())).id();
        bases = List.of(base(), next);
        log.compact(meta(next));
        bases = List.of(next);
        committedIndex = Math.max(committedIndex, next.index());
        settled();
    }

    private void reset(LogStore log) throws IOException {
        if (random.nextInt(4) != 0) {
            return;
        }
        EntryId next = new EntryId(state.lastIndex() + random.nextInt(1, 20), term);
        bases = List.of(base(), next);
        become(new State(next.index(), List.of()));
        log.resetTo(meta(next));
        bases = List.of(next);
        committedIndex = Math.max(committedIndex, next.index());
        settled();
    }

    static SnapshotMeta meta(EntryId last) {
        return new SnapshotMeta(last, last.index(), VOTERS);
    }

    /** Adopts a recovered state, or fails if it is wrong. */
    void accept(LogStore log, RecoveredLog recovered, boolean unsyncedMayBeLost) throws IOException {
        expect(hardStates.contains(recovered.hardState()), "hard state", recovered.hardState(), hardStates);
        expect(bases.contains(recovered.base().last()), "base", recovered.base(), bases);
        long base = recovered.base().index();
        List<Entry> found = readAll(log, recovered);
        State match = null;
        for (int i = sinceSync.size() - 1; i >= (unsyncedMayBeLost ? 0 : sinceOperation) && match == null; i--) {
            State candidate = sinceSync.get(i);
            if (base >= candidate.after
                    && recovered.lastIndex() == candidate.lastIndex()
                    && found.equals(candidate.after(base))) {
                match = candidate;
            }
        }
        if (match == null) {
            throw new AssertionError("found entries up to " + recovered.lastIndex() + ", expected " + state.lastIndex()
                    + ", or one of " + (sinceSync.size() - sinceOperation) + " of " + sinceSync.size() + " states");
        }
        expect(runs(found).equals(recovered.termRuns()), "term runs", recovered.termRuns(), runs(found));
        List<Entry> configurations = new ArrayList<>(found);
        configurations.removeIf(entry -> entry.kind() != Entry.Kind.CONFIGURATION);
        expect(configurations.equals(recovered.configurations()), "configurations", configurations, found);
        int tail = recovered.tail().size();
        expect(found.isEmpty() || tail > 0, "tail", recovered.tail(), found);
        expect(recovered.tail().equals(found.subList(found.size() - tail, found.size())), "tail", tail, found.size());
        hardStates = List.of(recovered.hardState());
        bases = List.of(recovered.base().last());
        state = match;
        settled();
    }

    /** Records that the operation in progress has returned. */
    void idle() {
        sinceOperation = sinceSync.size() - 1;
    }

    private static void expect(boolean holds, String what, Object found, Object expected) {
        if (!holds) {
            throw new AssertionError(what + ": found " + found + ", expected " + expected);
        }
    }

    private static List<TermRun> runs(List<Entry> entries) {
        List<TermRun> runs = new ArrayList<>();
        for (Entry entry : entries) {
            if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
                runs.add(new TermRun(entry.index(), entry.term()));
            }
        }
        return runs;
    }

    private List<Entry> readAll(LogStore log, RecoveredLog recovered) throws IOException {
        List<Entry> all = new ArrayList<>();
        long next = recovered.base().index() + 1;
        while (next <= recovered.lastIndex()) {
            all.addAll(log.read(next, recovered.lastIndex(), random.nextInt(1, 20_000)));
            next = all.get(all.size() - 1).index() + 1;
        }
        return all;
    }
}
