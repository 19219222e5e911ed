package io.dengine.node;

import io.dengine.node.start.NodeDisks;
import io.dengine.transport.ClusterId;
import io.dengine.wal.StoredOwner;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that a data directory belongs to. Data decide: the log names its cluster, and so does each snapshot. The
 * configured id counts only for a directory without data, because it is derived from the first members, or random.
 *
 * @param cluster the id of the cluster
 * @param state what the file {@code cluster-id} lacks
 * @param source the file that named the cluster
 */
record DirectoryOwner(ClusterId cluster, State state, String source) {
    enum State {
        /** The directory has no data: its first file is the one that names the cluster. */
        NEW,
        /** The file is missing beside data. */
        UNNAMED,
        NAMED
    }

    /**
     * Reads who owns the directory. Changes nothing.
     *
     * @param log the disk of the engine's own log, or null if the log is a store of the user's own
     * @throws IOException if its files name two clusters, or there are data that no file names the cluster of, or there
     *     are no data and none can begin with the configured members
     */
    static DirectoryOwner settle(LocalNodeConfig config, @Nullable Disk log, Disk snapshots) throws IOException {
        Path directory = config.dataDirectory();
        boolean hasData = NodeDisks.hasData(directory);
        StoredOwner owner = log == null ? null : StoredOwner.ofLog(log);
        String source = owner == null ? "" : "log/" + owner.file();
        if (owner == null && hasData) {
            owner = FileSnapshots.owner(snapshots);
            source = owner == null ? "" : "snapshots/" + owner.file();
        }
        if (owner != null) {
            ClusterId cluster = new ClusterId(owner.clusterHigh(), owner.clusterLow());
            return new DirectoryOwner(cluster, named(config, cluster, source, log == null), source);
        }
        if (!hasData) {
            var unused = config.beginning(); // the log will begin with these members
            return new DirectoryOwner(config.cluster(), State.NEW, ClusterFile.NAME);
        }
        ClusterId written = ClusterFile.read(directory);
        if (written == null) {
            throw new IOException("The file " + ClusterFile.in(config.absoluteDirectory()) + " is missing, and no other"
                    + " file here names the cluster of the data. Nothing was changed. Write the id into that file"
                    + " again: each member of the cluster reports it as cluster_id (GET /cluster).");
        }
        return new DirectoryOwner(written, State.NAMED, ClusterFile.NAME);
    }

    private static State named(LocalNodeConfig config, ClusterId cluster, String source, boolean customLog)
            throws IOException {
        ClusterId written = ClusterFile.read(config.dataDirectory());
        if (written == null) {
            return State.UNNAMED;
        }
        if (!written.equals(cluster)) {
            throw new IOException("The data directory " + config.absoluteDirectory() + " names two clusters: the file "
                    + ClusterFile.NAME + " names " + written + ", and the data in " + source + " belong to " + cluster
                    + ". Nothing was changed. "
                    + (customLog
                            ? "If that snapshot was copied here from another cluster, move it away: the log store does"
                                    + " not tell its cluster. If the snapshot is this node's own, delete the file "
                                    + ClusterFile.NAME + ", and the node writes it again."
                            : "If the data are those of this node, delete the file " + ClusterFile.NAME
                                    + ": the node writes it again. Otherwise bring back the data of cluster " + written
                                    + "."));
        }
        return State.NAMED;
    }

    /** Writes the id into a directory without data: a node must not use an id that it could forget. */
    void nameNew(Path directory) throws IOException {
        if (state == State.NEW) {
            ClusterFile.write(directory, cluster);
        }
    }

    /**
     * Writes the file again if it is missing beside data. Called once all of the data were found to be in order.
     *
     * @return whether it was written
     */
    boolean nameAgain(Path directory) throws IOException {
        if (state != State.UNNAMED) {
            return false;
        }
        ClusterFile.write(directory, cluster);
        return true;
    }
}
