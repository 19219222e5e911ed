package io.dengine.testkit.script;

import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.RaftCore;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.core.membership.Configuration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One core of a transcript: what its disk holds, and which writes have not reached it yet. */
final class ScriptedNode {
    final int id;
    final ArrayDeque<Effect.Persist> writes = new ArrayDeque<>();
    final List<Entry> disk = new ArrayList<>();
    boolean isolated;
    private final Configuration bootstrap;
    private HardState hardState = HardState.INITIAL;
    private @Nullable RaftCore core;

    ScriptedNode(int id, Configuration bootstrap) {
        this.id = id;
        this.bootstrap = bootstrap;
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

    void start(CoreConfig config, boolean recovering, long nowNanos) {
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
        SnapshotMeta base = SnapshotMeta.bootstrap(bootstrap);
        core = new RaftCore(
                config,
                new RecoveredLog(hardState, base, disk.size(), runs, configurations, disk),
                recovering ? Completeness.INCOMPLETE : Completeness.COMPLETE,
                nowNanos);
    }

    /** The process dies; what was not written is gone. */
    void crash() {
        core = null;
        writes.clear();
    }

    /** The disk comes back empty. */
    void wipe() {
        disk.clear();
        hardState = HardState.INITIAL;
    }

    /** The power fails before the newest entries were synced: the disk comes back with the first {@code count}. */
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

    /** The oldest waiting write reaches the disk; what hangs on it may be carried out now. */
    Effect.@Nullable Persist finishWrite() {
        Effect.Persist persist = writes.pollFirst();
        if (persist == null) {
            return null;
        }
        HardState newState = persist.hardState();
        if (newState != null) {
            hardState = newState;
        }
        while (disk.size() > persist.truncateAfter()) {
            disk.remove(disk.size() - 1);
        }
        disk.addAll(persist.entries());
        return persist;
    }

    /** Entries from the disk, as {@link Effect.Fetch} asks for them. */
    List<Entry> fetch(Effect.Fetch fetch) {
        int end = (int) Math.min(fetch.lastIndex(), disk.size());
        return List.copyOf(disk.subList((int) fetch.firstIndex() - 1, Math.max((int) fetch.firstIndex() - 1, end)));
    }

    HardState hardState() {
        return hardState;
    }
}
