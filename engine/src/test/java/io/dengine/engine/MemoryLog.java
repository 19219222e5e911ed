package io.dengine.engine;

import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.engine.port.LogStore;
import io.dengine.engine.port.Room;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A log in memory that writes down what was asked of it, and fails when told to. */
public final class MemoryLog implements LogStore {
    private final ReentrantLock lock = new ReentrantLock();
    private SnapshotMeta base;
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private HardState hardState = HardState.INITIAL;
    private @Nullable IOException failure;
    private volatile Room room = Room.UNKNOWN;
    private boolean recording = true;
    private volatile boolean unreadable;
    private boolean closed;

    public MemoryLog(SnapshotMeta base) {
        this.base = base;
    }

    /** From now on everything that changes something fails. */
    public void failWith(IOException why) {
        failure = why;
    }

    /** So much room there is from now on; asked again only if it was known at the start. */
    public void setRoom(Room newRoom) {
        room = newRoom;
    }

    @Override
    public Room room() {
        return room;
    }

    public MemoryLog withoutRecording() {
        recording = false;
        return this;
    }

    /** Reads fail from now on. */
    public MemoryLog becomeUnreadable() {
        unreadable = true;
        return this;
    }

    /** The calls since the last time, oldest first. */
    public List<String> takeCalls() {
        return locked(() -> {
            List<String> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        });
    }

    public boolean isClosed() {
        return closed;
    }

    private interface Action<T, E extends Exception> {
        T run() throws E;
    }

    private <T, E extends Exception> T locked(Action<T, E> action) throws E {
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    private void change(String call, Runnable change) throws IOException {
        if (failure != null) {
            throw failure;
        }
        locked(() -> {
            if (recording) {
                calls.add(call);
            }
            change.run();
            return true;
        });
    }

    @Override
    public RecoveredLog recover() {
        return locked(() -> {
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
            int tail = Math.max(0, entries.size() - 10);
            return new RecoveredLog(
                    hardState,
                    base,
                    base.index() + entries.size(),
                    runs,
                    configurations,
                    entries.subList(tail, entries.size()));
        });
    }

    @Override
    public void saveHardState(HardState newHardState) throws IOException {
        change("hard state " + newHardState.term(), () -> hardState = newHardState);
    }

    @Override
    public void truncateAfter(long lastKeptIndex) throws IOException {
        change(
                "truncate after " + lastKeptIndex,
                () -> entries.subList((int) (lastKeptIndex - base.index()), entries.size())
                        .clear());
    }

    @Override
    public void append(List<Entry> newEntries) throws IOException {
        long first = newEntries.get(0).index();
        long last = newEntries.get(newEntries.size() - 1).index();
        change("append " + first + ".." + last, () -> {
            if (first != base.index() + entries.size() + 1) {
                throw new IllegalStateException("a gap before " + first);
            }
            entries.addAll(newEntries);
        });
    }

    @Override
    public void sync() throws IOException {
        change("sync", () -> {});
    }

    @Override
    public List<Entry> read(long firstIndex, long lastIndex, int maxBytes) throws IOException {
        if (unreadable) {
            throw new IOException("entry " + firstIndex + " is damaged");
        }
        return locked(() -> {
            int from = (int) (firstIndex - base.index() - 1);
            int to = (int) (lastIndex - base.index());
            if (from < 0 || to > entries.size()) {
                throw new IOException("no entries " + firstIndex + ".." + lastIndex);
            }
            List<Entry> found = new ArrayList<>();
            long bytes = 0;
            for (Entry entry : entries.subList(from, to)) {
                if (!found.isEmpty() && bytes + entry.weightBytes() > maxBytes) {
                    break;
                }
                bytes += entry.weightBytes();
                found.add(entry);
            }
            return found;
        });
    }

    @Override
    public void compact(SnapshotMeta newBase) throws IOException {
        change("compact to " + newBase.index(), () -> {});
    }

    @Override
    public void resetTo(SnapshotMeta newBase) throws IOException {
        change("reset to " + newBase.index(), () -> {
            entries.clear();
            base = newBase;
        });
    }

    @Override
    public void close() {
        closed = true;
    }
}
