package io.dengine.embedded;

import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.embedded.example.JournalLog;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A log on a disk that fails from some moment on. */
final class FailingLog implements LogStore {
    private final LogStore store;
    private volatile boolean broken;

    FailingLog(Path directory, SnapshotMeta beginning) throws IOException {
        store = new JournalLog(directory, beginning);
    }

    void breakDown() {
        broken = true;
    }

    private void check() throws IOException {
        if (broken) {
            throw new IOException("the disk is gone");
        }
    }

    @Override
    public RecoveredLog recover() throws IOException {
        return store.recover();
    }

    @Override
    public void saveHardState(HardState hardState) throws IOException {
        check();
        store.saveHardState(hardState);
    }

    @Override
    public void truncateAfter(long lastKeptIndex) throws IOException {
        check();
        store.truncateAfter(lastKeptIndex);
    }

    @Override
    public void append(List<Entry> entries) throws IOException {
        check();
        store.append(entries);
    }

    @Override
    public void sync() throws IOException {
        check();
        store.sync();
    }

    @Override
    public List<Entry> read(long firstIndex, long lastIndex, int maxBytes) throws IOException {
        check();
        return store.read(firstIndex, lastIndex, maxBytes);
    }

    @Override
    public void compact(SnapshotMeta base) throws IOException {
        check();
        store.compact(base);
    }

    @Override
    public void resetTo(SnapshotMeta base) throws IOException {
        check();
        store.resetTo(base);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
