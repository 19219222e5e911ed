package io.dengine.simulator.run;

import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.LogStore;
import io.dengine.engine.port.Room;
import io.dengine.engine.port.Scrub;
import io.dengine.engine.port.SnapshotStore;
import java.io.IOException;
import java.util.List;

/** Reports each promise of the log store to the referee, after the store has made it. */
final class ObservedLog implements LogStore {
    private final int node;
    private final LogStore store;
    private final SnapshotStore snapshots;
    private final Referee referee;
    private final Surviving surviving;
    private boolean failed;

    /** The level at which earlier entries must be present after the store is reopened. */
    enum Surviving {
        WRITTEN,
        SYNCED,
        NOTHING
    }

    ObservedLog(int node, LogStore store, SnapshotStore snapshots, Referee referee, Surviving surviving) {
        this.node = node;
        this.store = store;
        this.snapshots = snapshots;
        this.referee = referee;
        this.surviving = surviving;
    }

    @Override
    public RecoveredLog recover() throws IOException {
        return observed(store.recover());
    }

    RecoveredLog observed(RecoveredLog log) {
        referee.recovered(node, log, surviving);
        return log;
    }

    @Override
    public Room room() throws IOException {
        return store.room();
    }

    @Override
    public void saveHardState(HardState hardState) throws IOException {
        change(() -> store.saveHardState(hardState));
        recording().hardState(node, hardState);
        referee.scheduler().note("hard state", node, hardState.term() * 10 + hardState.votedFor());
        referee.check(() -> referee.elections().durable(node, hardState));
    }

    @Override
    public void truncateAfter(long lastKeptIndex) throws IOException {
        referee.scheduler().note("truncate", node, lastKeptIndex);
        referee.storage(node).truncated(lastKeptIndex);
        recording().truncating(node, lastKeptIndex);
        change(() -> store.truncateAfter(lastKeptIndex));
        recording().truncated(node, lastKeptIndex);
    }

    @Override
    public void append(List<Entry> entries) throws IOException {
        referee.check(() -> referee.writing(node, entries));
        change(() -> store.append(entries));
        recording().appended(node, entries);
        referee.scheduler().note("append", node, entries.get(entries.size() - 1).index());
        referee.storage(node).appended(entries);
    }

    @Override
    public void sync() throws IOException {
        change(store::sync);
        recording().synced(node);
        referee.storage(node).synced();
    }

    @Override
    public void prepare() throws IOException {
        store.prepare();
    }

    @Override
    public List<Entry> read(long firstIndex, long lastIndex, int maxBytes) throws IOException {
        try {
            List<Entry> entries = store.read(firstIndex, lastIndex, maxBytes);
            referee.scheduler().note("fetch", node * 100_000L + firstIndex, entries.size());
            return entries;
        } catch (IOException e) {
            referee.scheduler().note("cannot fetch", node * 100_000L + firstIndex, lastIndex);
            throw e;
        }
    }

    @Override
    public Scrub.Damage leaveDamaged(long firstIndex, long lastIndex, IOException why) throws IOException {
        Scrub.Damage[] found = new Scrub.Damage[1];
        change(() -> found[0] = store.leaveDamaged(firstIndex, lastIndex, why));
        return found[0];
    }

    @Override
    public Scrub scrub() {
        return store.scrub();
    }

    @Override
    public void noteCommitted(long index) {
        store.noteCommitted(index);
    }

    @Override
    public void compact(SnapshotMeta base) throws IOException {
        referee.scheduler().note("compact", node, base.index());
        referee.check(() -> referee.compacting(node, base, snapshots.stored()));
        change(() -> store.compact(base));
    }

    @Override
    public void resetTo(SnapshotMeta base) throws IOException {
        referee.scheduler().note("reset", node, base.index());
        referee.check(() -> referee.compacting(node, base, snapshots.stored()));
        recording().truncating(node, 0);
        change(() -> store.resetTo(base));
        recording().reset(node, base.index());
        referee.storage(node).reset(base.index());
    }

    @Override
    public void close() throws IOException {
        store.close();
        if (!failed) {
            referee.storage(node).synced(); // a store that has failed before promises nothing when it closes
        }
    }

    private Recording recording() {
        return referee.recording();
    }

    private interface Change {
        void make() throws IOException;
    }

    /** Makes a change. A store in which one did not end, for whatever reason, syncs nothing when it closes. */
    private void change(Change change) throws IOException {
        boolean ended = false;
        try {
            change.make();
            ended = true;
        } finally {
            failed |= !ended;
        }
    }
}
