package io.dengine.node;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.OtherVersionException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.kv.store.Incarnations;
import io.dengine.kv.store.StateSurvey;
import io.dengine.node.start.MachineBoot;
import io.dengine.node.start.NodeDisks;
import io.dengine.transport.ClusterId;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.snapshot.FileSnapshots;
import io.dengine.wal.snapshot.SnapshotFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A backup: the state of a cluster at one log entry, in one file with checksums. It has the format of a node's
 * snapshot.
 *
 * <p>Restoring it creates another cluster with an id of its own, so that remains of the former cluster are not taken
 * for a part of it. The id is derived from the backup, so all nodes that are restored from one file belong to the same
 * cluster. The first leader of that cluster starts a new incarnation, so two clusters restored from one file can be
 * told apart as well.
 */
public final class BackupFile {
    private BackupFile() {}

    /**
     * The content of a backup.
     *
     * @param cluster the cluster from which the backup was taken
     * @param meta the last log entry whose effects it contains
     * @param digest SHA-256 of the file's content, in hexadecimal digits
     * @param keys the number of keys
     * @param revision the store revision
     * @param stateHash the hash that nodes report for the same state
     */
    public record Content(
            ClusterId cluster, SnapshotMeta meta, String digest, long keys, long revision, long stateHash) {}

    /**
     * Reads a whole backup and checks that it is complete and valid. Needs little memory, whatever the size of the
     * file.
     *
     * @throws DamagedSnapshotException if the backup is damaged
     * @throws OtherVersionException if the backup is in the format of another version
     */
    public static Content read(Path backup) throws IOException {
        try (SnapshotFile file = SnapshotFile.open(backup)) {
            StateSurvey survey = new StateSurvey();
            for (Bytes part = file.next(); part != null; part = file.next()) {
                survey.add(part);
            }
            StateSurvey.Findings found = survey.findings();
            return new Content(
                    new ClusterId(file.clusterHigh(), file.clusterLow()),
                    file.meta(),
                    HexFormat.of().formatHex(file.digest().toArray()),
                    found.keys(),
                    found.revision(),
                    found.stateHash());
        } catch (MalformedBytesException e) {
            throw new DamagedSnapshotException("The backup " + backup
                    + " does not hold a state that this version understands: " + e.getMessage() + ".");
        }
    }

    /**
     * Creates the data directory of a member of a new cluster. The members are the initial members of {@code config},
     * all of them restored from the same backup. Reads and checks the whole backup before it writes anything, and
     * checks it again while it copies.
     *
     * @return the id of the new cluster
     * @throws IOException if the directory holds data already or cannot be written
     */
    public static ClusterId restore(Path backup, LocalNodeConfig config) throws IOException {
        if (NodeDisks.hasData(config.dataDirectory())) {
            throw holdsData(config);
        }
        Content content = read(backup);
        try (NodeDisks disks = NodeDisks.open(config.dataDirectory())) {
            return restore(backup, content, config, disks);
        }
    }

    /** Restores to these disks, with an identity for each of them that is drawn from the machine's randomness. */
    public static ClusterId restore(Path backup, Content content, LocalNodeConfig config, NodeDisks disks)
            throws IOException {
        return restore(backup, content, config, disks, new SecureRandom());
    }

    /**
     * Restores to these disks. All or nothing: the log, which makes a directory one that holds data, appears in one
     * step, after everything else is durable. A restore that was cut short before that step can be repeated.
     *
     * @param content what {@link #read} has returned
     * @param random draws the identity of the disk
     */
    public static ClusterId restore(
            Path backup, Content content, LocalNodeConfig config, NodeDisks disks, RandomGenerator random)
            throws IOException {
        if (disks.hasOwnLog()) {
            throw holdsData(config);
        }
        Configuration members = config.beginning().at(content.meta().index());
        ClusterId cluster = successorOf(content);
        SnapshotMeta meta =
                new SnapshotMeta(content.meta().last(), content.meta().timeMillis(), members);
        FileSnapshots snapshots = FileSnapshots.open(disks.snapshots(), cluster.high(), cluster.low());
        snapshots.setAside(List.of()); // what an earlier restore has left, of another backup
        copy(backup, snapshots, meta);
        ClusterFile.write(config.dataDirectory(), cluster);
        begin(disks, config, cluster, meta, random);
        return cluster;
    }

    private static IOException holdsData(LocalNodeConfig config) {
        return new IOException("The directory " + config.absoluteDirectory()
                + " holds data already. Nothing was changed. Restore into an empty directory.");
    }

    private static void copy(Path backup, FileSnapshots to, SnapshotMeta meta) throws IOException {
        try (SnapshotFile from = SnapshotFile.open(backup);
                SnapshotStore.Writing writing = to.write(meta)) {
            for (Bytes part = from.next(); part != null; part = from.next()) {
                writing.add(Incarnations.ended(part));
            }
            writing.finish();
        }
    }

    /** Creates the log. Its terms continue after those of the entries that produced the state. */
    private static void begin(
            NodeDisks disks, LocalNodeConfig config, ClusterId cluster, SnapshotMeta meta, RandomGenerator random)
            throws IOException {
        WalConfig wal = new WalConfig(
                cluster.high(),
                cluster.low(),
                config.node().core().nodeId(),
                random.nextLong(1, Long.MAX_VALUE),
                MachineBoot.id(),
                meta,
                WalConfig.DEFAULT_SEGMENT_BYTES,
                config.node().core().cacheBytes(),
                random.nextLong());
        try (SegmentedLog log = new SegmentedLog(disks.log(), wal)) {
            var unused = log.recover();
        }
    }

    private static ClusterId successorOf(Content content) {
        try {
            Bytes origin = new BytesWriter(128)
                    .writeLong(content.cluster().high())
                    .writeLong(content.cluster().low())
                    .writeString("restored from")
                    .writeString(content.digest())
                    .toBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(origin.toArray());
            BytesReader halves = new BytesReader(Bytes.wrap(digest));
            return new ClusterId(halves.readLong(), halves.readLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
