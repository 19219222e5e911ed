package io.dengine.simulator.script;

import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.RaftCore;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.core.membership.Configuration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One core of a transcript: the contents of its disk, its pending writes, and the snapshots in flight to it. */
final class ScriptedNode {
    final int id;
    final ArrayDeque<Effect.Persist> writes = new ArrayDeque<>();

    /** The entries after {@link #base}. */
    final List<Entry> disk = new ArrayList<>();

    /** Snapshots that leaders have announced and that have not fully arrived, oldest first. */
    final List<Event.SnapshotReceived> arriving = new ArrayList<>();

    boolean isolated;
    private SnapshotMeta base;
    private SnapshotMeta newestSnapshot;
    private HardState hardState = HardState.INITIAL;
    private @Nullable SnapshotMeta installing;
    private @Nullable RaftCore core;

    ScriptedNode(int id, Configuration bootstrap) {
        this.id = id;
        this.base = SnapshotMeta.bootstrap(bootstrap);
        this.newestSnapshot = base;
    }

    SnapshotMeta base() {
        return base;
    }

    SnapshotMeta newestSnapshot() {
        return newestSnapshot;
    }

    EntryId lastOnDisk() {
        return disk.isEmpty() ? base.last() : disk.get(disk.size() - 1).id();
    }

    private long lastIndex() {
        return base.index() + disk.size();
    }

    RaftCore core() {
        RaftCore running = core;
        if (running == null) {
            throw new IllegalStateException("node " + id + " is down");
        }
        return running;
    }

    boolean isUp() {
        return core != null;
    }

    /** Starts the core as a node recovers: a snapshot that is beyond the log's end replaces the log. */
    void start(CoreConfig config, long nowNanos) {
        if (!holds(newestSnapshot.last())) {
            replaceLog(newestSnapshot);
        }
        List<TermRun> runs = new ArrayList<>();
        List<Entry> configurations = new ArrayList<>();
        for (Entry entry : disk) {
            if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
                runs.add(new TermRun(entry.index(), entry.term()));
            }
            if (entry.kind() == Entry.Kind.CONFIGURATION) {
                configurations.add(entry);
            }
        }
        core = new RaftCore(
                config,
                new RecoveredLog(hardState, base, lastIndex(), runs, configurations, disk),
                base.index(),
                nowNanos);
    }

    /** Sets whether the node's data is complete, as its disk or an operator says. */
    void mark(Completeness completeness) {
        hardState = hardState.with(completeness);
    }

    /** Ends the process; data that was not written is lost. */
    void crash() {
        core = null;
        writes.clear();
        arriving.clear();
        installing = null;
    }

    /** Empties the disk. */
    void wipe(Configuration bootstrap) {
        replaceLog(SnapshotMeta.bootstrap(bootstrap));
        newestSnapshot = base;
        hardState = HardState.INITIAL;
    }

    /** Cuts the power before the newest entries were synced: the disk keeps only the first {@code count}. */
    void keep(long count) {
        while (disk.size() > count) {
            disk.remove(disk.size() - 1);
        }
    }

    List<Effect> step(long nowNanos, Event event) {
        List<Effect> effects = new ArrayList<>();
        core().step(nowNanos, event, effects);
        return effects;
    }

    /** Completes the oldest pending write, and returns it; the effects that wait for it may then be executed. */
    Effect.@Nullable Persist finishWrite() {
        Effect.Persist persist = writes.pollFirst();
        if (persist == null) {
            return null;
        }
        HardState newState = persist.hardState();
        if (newState != null) {
            hardState = newState;
        }
        while (lastIndex() > persist.truncateAfter()) {
            disk.remove(disk.size() - 1);
        }
        disk.addAll(persist.entries());
        return persist;
    }

    /** Returns entries from the disk, as {@link Effect.Fetch} requests them. */
    List<Entry> fetch(Effect.Fetch fetch) {
        int from = (int) (fetch.firstIndex() - 1 - base.index());
        int end = (int) (Math.min(fetch.lastIndex(), lastIndex()) - base.index());
        return from < 0 ? List.of() : List.copyOf(disk.subList(from, Math.max(from, end)));
    }

    /** Takes a durable snapshot of the state applied up to {@code index}. */
    Event.SnapshotStored takeSnapshot(long index, long kept) {
        Configuration configuration = base.configuration();
        for (Entry entry : disk) {
            if (entry.index() <= index && entry.kind() == Entry.Kind.CONFIGURATION) {
                configuration = Configuration.decode(entry.index(), entry.payload());
            }
        }
        Entry last = disk.get((int) (index - base.index()) - 1);
        newestSnapshot = new SnapshotMeta(last.id(), last.timeMillis(), configuration);
        return new Event.SnapshotStored(newestSnapshot, index - kept + 1);
    }

    void compact(SnapshotMeta newBase) {
        disk.removeIf(entry -> entry.index() <= newBase.index());
        base = newBase;
    }

    /** Records that an announced snapshot has fully arrived and is durable. */
    void arrived(Event.SnapshotReceived received) {
        arriving.remove(received);
        if (received.meta().index() > newestSnapshot.index()) {
            newestSnapshot = received.meta();
        }
    }

    void install(SnapshotMeta meta) {
        installing = meta;
    }

    /** Replaces log and state by the snapshot that is being installed, and returns it; null if there is none. */
    @Nullable
    SnapshotMeta finishInstall() {
        SnapshotMeta meta = installing;
        installing = null;
        if (meta != null) {
            replaceLog(meta);
        }
        return meta;
    }

    private void replaceLog(SnapshotMeta newBase) {
        disk.clear();
        base = newBase;
    }

    private boolean holds(EntryId entry) {
        if (entry.index() <= base.index()) {
            return true;
        }
        return entry.index() <= lastIndex()
                && disk.get((int) (entry.index() - base.index()) - 1).id().equals(entry);
    }

    HardState hardState() {
        return hardState;
    }
}
