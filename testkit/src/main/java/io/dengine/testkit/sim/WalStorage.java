package io.dengine.testkit.sim;

import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.testkit.fault.SimDisk;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import java.io.IOException;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The real log on a disk in memory. */
final class WalStorage implements Storage {
    private final SimDisk disk = new SimDisk();
    private final int node;
    private final int segmentBytes;
    private final SplittableRandom random;
    private DyingDisk access = new DyingDisk(disk);
    private @Nullable SegmentedLog current;
    private long boots = 1;

    WalStorage(int node, int segmentBytes, SplittableRandom random) {
        this.node = node;
        this.segmentBytes = segmentBytes;
        this.random = random;
    }

    @Override
    public Opened open(SnapshotMeta bootstrap) throws IOException {
        access = new DyingDisk(disk);
        int tailBytes = random.nextInt(3) == 0 ? 0 : random.nextInt(4_000);
        WalConfig config =
                new WalConfig(1, 2, node, "boot-" + boots, bootstrap, segmentBytes, tailBytes, random.nextLong());
        SegmentedLog store = new SegmentedLog(access, config);
        RecoveredLog log = store.recover();
        current = store;
        return new Opened(store, log, store.mayHaveLost());
    }

    @Override
    public void killProcess() {
        disk.crashProcess();
    }

    @Override
    public void losePower(SplittableRandom chance) {
        disk.losePower(chance);
        boots++;
    }

    @Override
    public void failNextSync() {
        SimDisk.ForceFault[] faults = SimDisk.ForceFault.values();
        disk.failNextForce(faults[random.nextInt(faults.length)]);
    }

    @Override
    public boolean isSyncToFail() {
        return disk.isForceToFail();
    }

    @Override
    public void dieAfterOperations(int count) {
        access.dieAfter(count);
    }

    @Override
    public void markRecovered() throws IOException {
        SegmentedLog running = current;
        if (running != null) {
            running.markRecovered();
        }
    }

    @Override
    public void heal() {
        access.dieAfter(Integer.MAX_VALUE);
        disk.failNextForce(null);
    }
}
