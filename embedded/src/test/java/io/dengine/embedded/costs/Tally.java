package io.dengine.embedded.costs;

import io.dengine.core.Event;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;
import io.dengine.engine.port.LogStore;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** What all nodes of a cluster have done since they were started. Counts on any thread, without allocation. */
final class Tally {
    private static final long TAIL_BYTES = 32L << 20;

    private final AtomicLong logWrites = new AtomicLong();
    private final AtomicLong forces = new AtomicLong();
    private final AtomicLong logged = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong appends = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();

    void written(int bytes) {
        logWrites.incrementAndGet();
        logged.addAndGet(bytes);
    }

    void forced() {
        forces.incrementAndGet();
    }

    void sent(int bytes) {
        sent.addAndGet(bytes);
    }

    /** Counts a message of a peer when it has arrived. */
    void stepped(Event event) {
        if (event instanceof Event.Received received) {
            messages.incrementAndGet();
            if (received.message() instanceof Message.Append append
                    && !append.entries().isEmpty()) {
                appends.incrementAndGet();
            }
        }
    }

    /** Opens the engine's own log on a disk that counts. */
    LogStore openLog(Path directory, SnapshotMeta beginning) throws IOException {
        WalConfig config = new WalConfig(1, 2, 1, 3, "boot", beginning, WalConfig.DEFAULT_SEGMENT_BYTES, TAIL_BYTES, 4);
        return new SegmentedLog(new CountedDisk(FileDisk.open(directory), this), config);
    }

    /** Returns the counts so far. */
    Costs counts() {
        return Costs.of(figure -> switch (figure) {
            case ALLOCATED -> 0; // counted by the virtual machine
            case LOG_WRITES -> logWrites.get();
            case FORCES -> forces.get();
            case LOGGED -> logged.get();
            case MESSAGES -> messages.get();
            case APPENDS -> appends.get();
            case SENT -> sent.get();
        });
    }
}
