package io.dengine.embedded;

import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.Disk;
import java.io.IOException;

/** The engine's own log, on a disk. */
record OwnLogSource(Disk disk, WalConfig config) implements LogSource {
    @Override
    public NodeLog open() {
        return new OwnLog(new SegmentedLog(disk, config));
    }

    @Override
    public void giveUp(IOException why) throws IOException {
        SegmentedLog.giveUp(disk, config);
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
