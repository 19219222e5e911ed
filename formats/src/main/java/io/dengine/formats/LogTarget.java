package io.dengine.formats;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.simulator.fault.SimDisk;
import io.dengine.wal.CorruptLogException;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A log on a damaged disk, including its state file. It recovers only entries that were written, or fails with {@link
 * CorruptLogException}. A second recovery returns the same result.
 */
final class LogTarget implements Target {
    private static final int ENTRIES = 12;
    private static final int SYNCED = 8;
    private static final int PAYLOAD_BYTES = 611;
    private static final Configuration VOTERS =
            new Configuration(0, List.of(new Member(1, "localhost:1", 0, Member.Role.VOTER)));

    private final SimDisk disk = new SimDisk();

    LogTarget() {
        try (SegmentedLog log = new SegmentedLog(disk, config())) {
            log.recover();
            log.saveHardState(new HardState(2, 1));
            for (int index = 1; index <= ENTRIES; index++) {
                log.append(List.of(entry(index)));
                if (index == SYNCED) {
                    log.sync();
                    log.saveHardState(new HardState(3, 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WalConfig config() {
        SnapshotMeta beginning = SnapshotMeta.bootstrap(VOTERS);
        return new WalConfig(7, 8, 1, 9, "boot", beginning, WalConfig.MIN_SEGMENT_BYTES, 1 << 20, 5);
    }

    private static Entry entry(long index) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (index * 31 + i);
        }
        return new Entry(index, 2, 100 + index, Entry.Kind.COMMAND, Bytes.wrap(payload));
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public List<byte[]> seeds() {
        try {
            return Damage.seeds(disk.list().size());
        } catch (RuntimeException e) {
            throw new IllegalStateException("the disk is closed", e);
        }
    }

    @Override
    public void accept(byte[] input) throws IOException {
        SimDisk damaged = disk.copy();
        Damage.apply(input, damaged);
        RecoveredLog first;
        try (SegmentedLog log = new SegmentedLog(damaged, config())) {
            first = log.recover();
            check(log, first);
        } catch (CorruptLogException e) {
            return;
        }
        try (SegmentedLog again = new SegmentedLog(damaged.copy(), config())) {
            RecoveredLog second = again.recover();
            if (!second.equals(first)) {
                throw new AssertionError("recovered " + first + ", then " + second);
            }
        }
    }

    private static void check(SegmentedLog log, RecoveredLog recovered) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (long index = 1; index <= recovered.lastIndex(); index++) {
            entries.addAll(log.read(index, index, Integer.MAX_VALUE));
        }
        for (Entry entry : entries) {
            if (!entry.equals(entry(entry.index()))) {
                throw new AssertionError("recovered an entry that was never written: " + entry);
            }
        }
        if (recovered.lastIndex() < SYNCED) {
            throw new AssertionError("synced entries are missing after index " + recovered.lastIndex());
        }
    }
}
