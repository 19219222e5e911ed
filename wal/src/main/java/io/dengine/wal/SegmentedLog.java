package io.dengine.wal;

import io.dengine.core.ContradictedException;
import io.dengine.core.Effect;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.LogStore;
import io.dengine.engine.port.Room;
import io.dengine.engine.port.Scrub;
import io.dengine.wal.disk.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log in files of equal size; the package page describes their content.
 *
 * <p>Threading as in {@link LogStore}: one owner writes, any thread reads and syncs. No append waits for a force,
 * except if it needs a new segment and the disk was too slow to have it ready.
 */
public final class SegmentedLog implements LogStore {
    private final WalConfig config;
    private final Disk disk;
    private final Failure failure;

    private @Nullable LogWriter writer;
    private @Nullable StateStore state;
    private boolean mayHaveLost;
    private boolean mayLackAcknowledged;
    private boolean opened;
    private long storageId;
    private volatile long committedIndex;

    /** True while the log holds the entry of the newest configuration that the state names: it was not truncated. */
    private boolean holdsNewest;

    private boolean closed;

    /** Creates a log on {@code disk}, which it closes when it is closed. Nothing is read before {@link #recover}. */
    public SegmentedLog(Disk disk, WalConfig config) {
        this.disk = disk;
        this.config = config;
        this.failure = new Failure(disk);
    }

    /**
     * {@inheritDoc}
     *
     * @throws CorruptLogException if data that was durable is damaged; nothing was changed then
     */
    @Override
    public RecoveredLog recover() throws IOException {
        if (opened) {
            throw new IllegalStateException("the log was recovered before");
        }
        opened = true;
        try {
            return begin(new LogRecovery(disk, config, failure).open());
        } catch (IOException | RuntimeException e) {
            failure.stop(e);
            throw e;
        }
    }

    private RecoveredLog begin(OpenedLog found) throws IOException {
        StateStore store = found.state();
        LogWriter newWriter = new LogWriter(disk, config, failure, found);
        state = store;
        writer = newWriter;
        mayHaveLost = found.mayHaveLost();
        mayLackAcknowledged = mayHaveLost && store.state().level() == Effect.Level.WRITTEN;
        storageId = store.state().storageId();
        committedIndex = store.state().committedIndex();
        RecoveredLog recovered =
                found.scanner().recovered(tail(newWriter, store.state().base().index()));
        // A log that is long enough may have other entries: a crash came before a truncated one was forgotten.
        holdsNewest = recovered.newestConfiguration().index()
                == store.state().newest().index();
        try {
            newWriter.resume(found);
        } catch (IOException e) {
            throw failure.latch(e);
        }
        store.change(current -> current.with(hints()));
        disk.forgetFailure(); // from here on the state records it
        return recovered;
    }

    private List<Entry> tail(LogWriter from, long baseIndex) throws IOException {
        List<Entry> tail = new ArrayList<>();
        long last = from.lastIndex();
        long first = Math.max(baseIndex + 1, Math.min(last, from.firstIndexWithin(config.tailBytes())));
        while (first <= last) {
            List<Entry> chunk = from.read(first, last, 1 << 20);
            tail.addAll(chunk);
            first = chunk.get(chunk.size() - 1).index() + 1;
        }
        return tail;
    }

    private LogWriter writer() throws IOException {
        failure.check();
        LogWriter open = writer;
        if (open == null) {
            throw new IllegalStateException("the log was not recovered yet");
        }
        return open;
    }

    private StateStore state() {
        StateStore open = state;
        if (open == null) {
            throw new IllegalStateException("the log was not recovered yet");
        }
        return open;
    }

    private StoredState.Hints hints() {
        LogWriter open = writer;
        return open == null
                ? new StoredState.Hints(Mark.NONE, 0)
                : new StoredState.Hints(open.syncedMark(), Math.min(committedIndex, open.lastIndex()));
    }

    @Override
    public void saveHardState(HardState hardState) throws IOException {
        failure.check();
        StoredState.Hints hints = hints();
        state().change(current -> current.with(hardState, hints));
    }

    @Override
    public void truncateAfter(long lastKeptIndex) throws IOException {
        LogWriter open = writer();
        if (lastKeptIndex < committedIndex) {
            // Only this store knows that: after a restart, the node has not heard yet what is committed.
            Entry held = open.read(lastKeptIndex + 1, lastKeptIndex + 1, 1).get(0);
            throw new ContradictedException(
                    held.id(), state().state().hardState().term());
        }
        boolean truncatesNewest = holdsNewest && state().state().newest().index() > lastKeptIndex;
        open.truncateAfter(lastKeptIndex);
        holdsNewest &= !truncatesNewest;
        if (truncatesNewest) {
            forgetNewest(open, lastKeptIndex);
        }
    }

    /**
     * Forgets the newest configuration, whose entry was truncated: it never came to be, so it is not lost. Until the
     * truncation is durable the entry can come back, and must stay known.
     */
    private void forgetNewest(LogWriter open, long lastKeptIndex) throws IOException {
        var unused = open.sync();
        StoredState.Hints hints = hints();
        state().change(current -> current.withoutNewest(lastKeptIndex, hints));
        holdsNewest = state().state().newest().index() <= lastKeptIndex;
    }

    @Override
    public void append(List<Entry> entries) throws IOException {
        LogWriter open = writer();
        remember(entries);
        open.append(entries);
    }

    /**
     * Stores the newest configuration and the one before it: the voters must be known even if the entries with the
     * configurations are damaged.
     */
    private void remember(List<Entry> entries) throws IOException {
        @Nullable Configuration newest = null;
        @Nullable Configuration before = null;
        for (Entry entry : entries) {
            if (entry.kind() == Entry.Kind.CONFIGURATION) {
                before = newest;
                newest = Configuration.decode(entry.index(), entry.payload());
            }
        }
        if (newest != null) {
            StoredState stored = state().state();
            Configuration last = newest;
            Configuration secondLast = before != null ? before : holdsNewest ? stored.newest() : stored.previous();
            StoredState.Hints hints = hints();
            state().change(current -> current.with(last, secondLast, hints));
            holdsNewest = true;
        }
    }

    @Override
    public void sync() throws IOException {
        LogWriter open = writer();
        if (open.sync()) {
            StoredState.Hints hints = hints();
            state().change(current -> current.with(hints));
        }
    }

    @Override
    public void prepare() throws IOException {
        writer().prepare();
    }

    @Override
    public List<Entry> read(long firstIndex, long lastIndex, int maxBytes) throws IOException {
        LogWriter open = writer;
        if (open == null) {
            throw new IllegalStateException("the log was not recovered yet");
        }
        return open.read(firstIndex, lastIndex, maxBytes);
    }

    @Override
    public Scrub.Damage leaveDamaged(long firstIndex, long lastIndex, IOException why) throws IOException {
        return writer().leaveDamaged(firstIndex, String.valueOf(why.getMessage()));
    }

    @Override
    public Scrub scrub() {
        LogWriter open = writer;
        if (open == null) {
            throw new IllegalStateException("the log was not recovered yet");
        }
        return new LogScrub(open);
    }

    @Override
    public void noteCommitted(long index) {
        committedIndex = Math.max(committedIndex, index);
    }

    @Override
    public void compact(SnapshotMeta base) throws IOException {
        LogWriter open = writer();
        if (base.index() > open.lastIndex()) {
            throw new IllegalArgumentException("the log ends at " + open.lastIndex() + ", before " + base.last());
        }
        if (base.index() <= state().state().base().index()) {
            return;
        }
        open.sync(); // otherwise a power failure could leave a log that ends before it begins
        committedIndex = Math.max(committedIndex, base.index());
        int dropped = open.segmentsBefore(base.index());
        long firstSegment = open.sequenceAt(dropped);
        StoredState.Hints hints = hints();
        state().change(current -> current.with(base, firstSegment, hints));
        open.drop(dropped);
    }

    @Override
    public void resetTo(SnapshotMeta base) throws IOException {
        LogWriter open = writer();
        int dropped = open.beginAfter(base.index());
        committedIndex = base.index(); // more was committed in the log before, if a loss was accepted since
        long firstSegment = open.sequenceAt(dropped);
        StoredState.Hints hints = hints();
        state().change(current -> current.resetTo(base, firstSegment, hints));
        holdsNewest = true;
        open.drop(dropped);
    }

    @Override
    public Room room() throws IOException {
        return writer().room();
    }

    /**
     * Returns the identity of the disk, drawn at random when the log was created. Known once {@link #recover} has
     * returned.
     */
    public long storageId() {
        return storageId;
    }

    /**
     * Returns whether data that was written, but not synced, may be missing: the machine may have lost power since the
     * log was last used, or a write or sync failed then. Known once {@link #recover} has returned; stays true over
     * restarts until {@link #settle}.
     */
    public boolean mayHaveLost() {
        return mayHaveLost;
    }

    /**
     * Returns whether acknowledged data may be missing: {@link #mayHaveLost}, and the node did not wait for syncs when
     * it ran last, whatever it waits for now.
     */
    public boolean mayLackAcknowledged() {
        return mayLackAcknowledged;
    }

    /**
     * Stores {@code hardState}, with which the node starts, and which accounts for {@link #mayHaveLost}: the next start
     * need not ask again. Called before anything is written. Durable when this returns.
     *
     * @param level the level that the node waits for before it acknowledges what it writes
     * @throws IOException if it could not be stored; the log has failed then
     */
    public void settle(HardState hardState, Effect.Level level) throws IOException {
        LogWriter open = writer();
        StateStore store = state();
        store.enterBoot(config.bootId());
        store.change(current -> current.settled(hardState, open.lastIndex(), level));
        committedIndex = store.state().committedIndex();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (disk) {
            LogWriter open = writer;
            if (open == null) {
                return;
            }
            try {
                closeCleanly(open);
            } finally {
                open.close();
                state().close();
            }
        }
    }

    private void closeCleanly(LogWriter open) throws IOException {
        if (failure.happened()) {
            return;
        }
        open.sync();
        StoredState.Hints hints = hints();
        boolean settled = state().inBoot(config.bootId());
        // A node that does not know yet what it has lost must ask again at the next start, even after a clean shutdown.
        state().change(current -> settled ? current.with(hints).closed() : current.with(hints));
    }
}
