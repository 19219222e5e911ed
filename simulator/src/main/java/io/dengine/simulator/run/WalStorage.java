package io.dengine.simulator.run;

import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.IntegrityReport;
import io.dengine.node.start.NodeDisks;
import io.dengine.node.start.OwnLogSource;
import io.dengine.simulator.fault.SimDisk;
import io.dengine.transport.ClusterId;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.StoredOwner;
import io.dengine.wal.WalConfig;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The real log and the real snapshot files on disks in memory. */
final class WalStorage implements Storage {
    private static final ClusterId FIRST_CLUSTER = new ClusterId(1, 2);
    private static final String SEGMENT = ".log";
    private static final String SNAPSHOT = ".snap";

    private static final int MAX_NODES = 1_000;

    /** The most places to try for damage that shows. */
    private static final int MAX_ATTEMPTS = 4;

    private SimDisk disk = new SimDisk();
    private SimDisk snapshotDisk = new SimDisk();
    private final int node;
    private ClusterId cluster;
    private long storageId;
    private final int segmentBytes;
    private final SplittableRandom random;
    private DyingDisk.Life life = new DyingDisk.Life();
    private RotMarks marks = new RotMarks();
    private int nextLife = Integer.MAX_VALUE;
    private @Nullable SimDisk copyOfDisk;
    private @Nullable SimDisk copyOfSnapshots;
    private RotMarks marksOfCopy = new RotMarks();
    private @Nullable WalConfig openedWith;
    private long boots = 1;

    WalStorage(int node, int segmentBytes, SplittableRandom random) {
        this(node, segmentBytes, random, FIRST_CLUSTER);
    }

    WalStorage(int node, int segmentBytes, SplittableRandom random, ClusterId cluster) {
        this.node = node;
        this.cluster = cluster;
        this.storageId = node;
        this.segmentBytes = segmentBytes;
        this.random = random;
    }

    @Override
    public Opened open(SnapshotMeta bootstrap) throws IOException {
        life = new DyingDisk.Life();
        life.endAfter(nextLife);
        nextLife = Integer.MAX_VALUE;
        WalConfig config = config(bootstrap);
        openedWith = config;
        FileSnapshots snapshots = FileSnapshots.open(new DyingDisk(snapshotDisk, life), cluster.high(), cluster.low());
        return new Opened(new OwnLogSource(new DyingDisk(disk, life), config), snapshots);
    }

    private WalConfig config(SnapshotMeta bootstrap) {
        int tailBytes = random.nextInt(3) == 0 ? 0 : random.nextInt(4_000);
        return config(bootstrap, thisBoot(), tailBytes, random.nextLong());
    }

    /** Returns the configuration for a look at a copy of the disk, which draws nothing. */
    private WalConfig plain(SnapshotMeta bootstrap, String boot) {
        return config(bootstrap, boot, 0, 1);
    }

    private String thisBoot() {
        return "boot-" + boots;
    }

    private WalConfig config(SnapshotMeta bootstrap, String boot, int tailBytes, long saltSeed) {
        return new WalConfig(
                cluster.high(), cluster.low(), node, storageId, boot, bootstrap, segmentBytes, tailBytes, saltSeed);
    }

    /** A restore of a backup to the disks of a member. */
    interface Restore {
        /** @param identity draws the identity of the disk */
        ClusterId to(NodeDisks disks, RandomGenerator identity) throws IOException;
    }

    /** Restores a backup to these disks, by a process that crashes after so many operations. */
    void restore(Restore restore, int operations) throws IOException {
        life = new DyingDisk.Life();
        life.endAfter(operations);
        try {
            ClusterId unused = restore.to(
                    new NodeDisks(new DyingDisk(disk, life), new DyingDisk(snapshotDisk, life)), random.split());
        } catch (SimDeath e) {
            // An operator sees that the directory has no log, and repeats the restore.
        }
    }

    /** Returns the cluster of the restored log, or null if there is no log yet. */
    @Nullable
    ClusterId restoredCluster(SnapshotMeta bootstrap) throws IOException {
        StoredOwner owner = new NodeDisks(disk, snapshotDisk).hasOwnLog() ? StoredOwner.ofLog(disk.copy()) : null;
        if (owner == null) {
            return null;
        }
        cluster = new ClusterId(owner.clusterHigh(), owner.clusterLow());
        try (SegmentedLog log = new SegmentedLog(disk.copy(), plain(bootstrap, thisBoot()))) {
            RecoveredLog unused = log.recover();
            storageId = log.storageId();
        }
        return cluster;
    }

    /**
     * Damages only files in which damage differs from the traces of a crash: not the state file, whose newest version
     * only its copies show, and not the end of the log, where a damaged frame looks like a torn one.
     */
    @Override
    public boolean rot(SnapshotMeta bootstrap) {
        if (random.nextBoolean()) {
            return rotSnapshot(name -> true);
        }
        if (random.nextInt(3) > 0) {
            return rotNearTheEnd(bootstrap);
        }
        String place = disk.rot(random, closedSegments()::contains);
        if (place != null) {
            mark(place, NoticedDamage.of(disk, plain(bootstrap, thisBoot())));
        }
        return place != null;
    }

    /**
     * Marks damage with which the node starts, because it needs nothing of what is damaged: the scrub must find it. If
     * other damage lets the start fail, this one shows once that is set aside.
     */
    private void mark(String place, NoticedDamage noticed) {
        if (noticed.concerns(RotMarks.fileOf(place))) {
            marks.add(IntegrityReport.Kind.SEGMENT, disk, place, !noticed.startFails());
        }
    }

    private List<String> segments() {
        return disk.list().stream().filter(name -> name.endsWith(SEGMENT)).toList();
    }

    private List<String> closedSegments() {
        List<String> segments = segments();
        return segments.subList(0, Math.max(0, segments.size() - 2));
    }

    /** Damages a segment that is still written, where that does not look like the trace of a crash. */
    private boolean rotNearTheEnd(SnapshotMeta bootstrap) {
        List<String> segments = segments();
        boolean done = false;
        for (int attempt = 0; !done && !segments.isEmpty() && attempt < MAX_ATTEMPTS; attempt++) {
            String name = segments.get(Math.max(0, segments.size() - 1 - random.nextInt(2)));
            try {
                done = rotVisibly(name, bootstrap);
            } catch (IOException e) {
                throw new IllegalStateException("a disk in memory was not asked to fail", e);
            }
        }
        return done;
    }

    private boolean rotVisibly(String name, SnapshotMeta bootstrap) throws IOException {
        SimDisk least = disk.copyOfDurable();
        int used = least.list().contains(name) ? usedBytes(least.contents(name)) : 0;
        if (used == 0) {
            return false;
        }
        int at = random.nextInt(used);
        byte[] rotten = {(byte) (least.contents(name)[at] ^ 1 << random.nextInt(Byte.SIZE))};
        SimDisk shown = disk.copy();
        shown.damage(name, at, rotten);
        least.damage(name, at, rotten);
        // A loss of power explains much: what is noticed even then is noticed in any case.
        WalConfig afterPowerLoss = plain(bootstrap, "another boot");
        NoticedDamage noticed = NoticedDamage.of(shown, afterPowerLoss);
        if (!noticed.concerns(name) || !NoticedDamage.of(least, afterPowerLoss).concerns(name)) {
            return false;
        }
        disk.damage(name, at, rotten);
        mark(RotMarks.placeOf(name, at), noticed);
        return true;
    }

    private static int usedBytes(byte[] contents) {
        int used = contents.length;
        while (used > 0 && contents[used - 1] == 0) {
            used--;
        }
        return used;
    }

    @Override
    public boolean rotInUse(SnapshotMeta bootstrap) {
        if (random.nextBoolean()) {
            return rotSnapshot(name -> name.endsWith(SNAPSHOT));
        }
        String place = disk.rot(random, closedSegments()::contains);
        if (place == null) {
            return false;
        }
        NoticedDamage noticed = NoticedDamage.of(disk, plain(bootstrap, thisBoot()));
        if (!noticed.concerns(RotMarks.fileOf(place))) {
            return false;
        }
        marks.add(IntegrityReport.Kind.SEGMENT, disk, place, true);
        return true;
    }

    /** Damages a snapshot. A start does not read all snapshots, so it may not detect the damage. */
    private boolean rotSnapshot(Predicate<String> files) {
        String place = snapshotDisk.rot(random, files);
        if (place != null && RotMarks.fileOf(place).endsWith(SNAPSHOT)) {
            marks.add(IntegrityReport.Kind.SNAPSHOT, snapshotDisk, place, true);
        }
        return place != null;
    }

    @Override
    public void damageFound(IntegrityReport.Kind kind, String name) {
        marks.found(kind, name);
    }

    @Override
    public boolean isDamaged() {
        return marks.any();
    }

    @Override
    public boolean mayBeDamaged() {
        return marks.exist();
    }

    @Override
    public boolean hidesDamage() {
        return marks.anyHidden(
                name -> name.endsWith(SNAPSHOT) || closedSegments().contains(name));
    }

    @Override
    public long storageId() {
        return storageId;
    }

    @Override
    public void replaceDisk() {
        disk = new SimDisk();
        snapshotDisk = new SimDisk();
        marks.clear();
        storageId += MAX_NODES;
    }

    @Override
    public void killProcess() {
        disk.crashProcess();
        snapshotDisk.crashProcess();
    }

    @Override
    public void losePower(SplittableRandom chance) {
        disk.losePower(chance);
        snapshotDisk.losePower(chance);
        boots++;
    }

    @Override
    public void failNextSync() {
        disk.failNextForce(anyFault());
    }

    private SimDisk.ForceFault anyFault() {
        SimDisk.ForceFault[] faults = SimDisk.ForceFault.values();
        return faults[random.nextInt(faults.length)];
    }

    @Override
    public boolean isSyncToFail() {
        return disk.isForceToFail();
    }

    @Override
    public void failNextSnapshotSync() {
        snapshotDisk.failNextForce(
                random.nextBoolean() ? SimDisk.ForceFault.KEEP_CACHED : SimDisk.ForceFault.DROP_CACHED);
    }

    @Override
    public void dieAfterOperations(int count) {
        life.endAfter(count);
    }

    @Override
    public void nextDiesAfterOperations(int count) {
        nextLife = count;
    }

    @Override
    public void copy() {
        SimDisk log = disk.copy();
        SimDisk snapshots = snapshotDisk.copy();
        marksOfCopy = marks.of(one -> one == disk ? log : snapshots);
        copyOfDisk = log;
        copyOfSnapshots = snapshots;
    }

    @Override
    public void bringBackCopy() {
        SimDisk log = copyOfDisk;
        SimDisk snapshots = copyOfSnapshots;
        if (log != null && snapshots != null) {
            disk = log;
            snapshotDisk = snapshots;
            marks = marksOfCopy;
            copy(); // what happens to the disk from now on does not happen to the copy
        }
    }

    @Override
    public void damageSetAside() {
        WalConfig config = openedWith;
        NoticedDamage noticed = config == null ? null : NoticedDamage.of(disk, config);
        if (noticed == null || !noticed.startFails()) {
            marks.setAside(IntegrityReport.Kind.SEGMENT, noticed == null ? Set.of() : noticed.scrubbed());
        }
    }

    @Override
    public void fillUpTo(long bytes) {
        disk.fillUpTo(bytes);
    }

    @Override
    public void makeRoom() {
        disk.limitTo(Long.MAX_VALUE);
    }

    @Override
    public void heal() {
        makeRoom();
        life.endAfter(Integer.MAX_VALUE);
        nextLife = Integer.MAX_VALUE;
        disk.failNextForce(null);
        snapshotDisk.failNextForce(null);
    }
}
