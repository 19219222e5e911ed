package io.dengine.simulator.explore;

import io.dengine.core.Effect;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.core.membership.Configuration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored state of a node, including the part that only its operating system has. */
final class DiskModel {
    private HardState hardState = HardState.INITIAL;
    private SnapshotMeta base;
    private List<Entry> entries = List.of();
    private long syncedIndex;
    private final int nodeId;

    /**
     * A power loss since the last start of a node on this disk has removed entries that counted before they were
     * synced.
     */
    private boolean lostTail;

    /** The newest snapshot, which is durable. */
    private @Nullable SnapshotMeta snapshot;

    DiskModel(int nodeId, Configuration bootstrap) {
        this.nodeId = nodeId;
        this.base = SnapshotMeta.bootstrap(bootstrap);
    }

    private DiskModel(DiskModel other) {
        hardState = other.hardState;
        base = other.base;
        entries = other.entries;
        syncedIndex = other.syncedIndex;
        nodeId = other.nodeId;
        lostTail = other.lostTail;
        snapshot = other.snapshot;
    }

    DiskModel copy() {
        return new DiskModel(this);
    }

    HardState hardState() {
        return hardState;
    }

    @Nullable
    SnapshotMeta snapshot() {
        return snapshot;
    }

    long lastIndex() {
        return base.index() + entries.size();
    }

    List<Entry> entries() {
        return entries;
    }

    /** Returns the term at {@code index}, or -1 if this disk does not know it. */
    long termAt(long index) {
        if (index == base.index()) {
            return base.last().term();
        }
        return index > base.index() && index <= lastIndex()
                ? entries.get((int) (index - base.index()) - 1).term()
                : -1;
    }

    /** Stores an effect. The hard state is always synced, entries only if the level requires it. */
    void store(Effect.Persist persist) {
        if (persist.hardState() != null) {
            hardState = persist.hardState();
        }
        if (persist.truncateAfter() < lastIndex()) {
            entries = List.copyOf(entries.subList(0, (int) (persist.truncateAfter() - base.index())));
            syncedIndex = Math.min(syncedIndex, lastIndex());
        }
        if (!persist.entries().isEmpty()) {
            List<Entry> longer = new ArrayList<>(entries);
            longer.addAll(persist.entries());
            entries = List.copyOf(longer);
        }
        if (persist.level() == Effect.Level.SYNCED) {
            sync();
        }
    }

    /** Syncs all written data, because time has passed. */
    void settle() {
        sync();
    }

    private void sync() {
        syncedIndex = lastIndex();
    }

    void snapshot(SnapshotMeta meta) {
        if (snapshot == null || meta.index() > snapshot.index()) {
            snapshot = meta;
        }
    }

    void compact(SnapshotMeta newBase) {
        long dropped = newBase.index() - base.index();
        if (dropped > 0) {
            entries = List.copyOf(entries.subList((int) Math.min(dropped, entries.size()), entries.size()));
            base = newBase;
            syncedIndex = Math.max(syncedIndex, base.index());
        }
    }

    void reset(SnapshotMeta newBase) {
        base = newBase;
        entries = List.of();
        syncedIndex = newBase.index();
    }

    /** Removes all data that was not synced. */
    void losePower(Effect.Level level) {
        entries = List.copyOf(entries.subList(0, (int) (syncedIndex - base.index())));
        lostTail |= level == Effect.Level.WRITTEN;
    }

    private Configuration newest() {
        return configurationAt(lastIndex());
    }

    /** Returns the members as of {@code index} in the log. */
    Configuration configurationAt(long index) {
        Configuration newest = base.configuration();
        for (Entry entry : entries) {
            if (entry.kind() == Entry.Kind.CONFIGURATION && entry.index() <= index) {
                newest = Configuration.decode(entry.index(), entry.payload());
            }
        }
        return newest;
    }

    /** Returns the clock of the log at {@code index}. */
    long timeAt(long index) {
        return index == base.index()
                ? base.timeMillis()
                : entries.get((int) (index - base.index()) - 1).timeMillis();
    }

    /** Gives a node without data its initial members. */
    void bootstrap(Configuration members) {
        base = SnapshotMeta.bootstrap(members);
    }

    /**
     * Opens the log as a node does: a stored snapshot that is beyond the log's end, or contradicts the log, replaces
     * it.
     */
    RecoveredLog open() {
        SnapshotMeta newest = snapshot;
        if (newest != null
                && newest.index() >= base.index()
                && termAt(newest.index()) != newest.last().term()) {
            reset(newest);
        }
        List<TermRun> runs = new ArrayList<>();
        List<Entry> configurations = new ArrayList<>();
        for (Entry entry : entries) {
            if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
                runs.add(new TermRun(entry.index(), entry.term()));
            }
            if (entry.kind() == Entry.Kind.CONFIGURATION) {
                configurations.add(entry);
            }
        }
        syncedIndex = lastIndex();
        hardState = hardState.with(hardState.completeness().atStart(newest(), nodeId, lostTail));
        lostTail = false;
        return new RecoveredLog(hardState, base, lastIndex(), runs, configurations, entries);
    }

    SnapshotMeta base() {
        return base;
    }

    EntryId lastId() {
        return new EntryId(lastIndex(), termAt(lastIndex()));
    }

    long fingerprint() {
        return ObjectGraph.fingerprint(this);
    }
}
