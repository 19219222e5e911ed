package io.dengine.node.start;

import io.dengine.core.membership.Configuration;
import io.dengine.wal.DamagedLog;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.Disk;
import java.io.IOException;
import java.util.List;

/** The engine's own log, on a disk. */
public record OwnLogSource(Disk disk, WalConfig config) implements LogSource {
    @Override
    public NodeLog open() {
        return new OwnLog(new SegmentedLog(disk, config));
    }

    @Override
    public List<Configuration> mayBeInForce(IOException why) throws IOException {
        try (DamagedLog damaged = DamagedLog.open(disk, config)) {
            return damaged.mayBeInForce();
        }
    }

    @Override
    public List<String> setAside(boolean stateIsLost) throws IOException {
        try (DamagedLog damaged = DamagedLog.open(disk, config)) {
            return stateIsLost ? damaged.keepNothing() : damaged.keepReadable();
        }
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
