package io.dengine.node.start;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log store of the user's own. If it cannot be read, its owner must repair it. */
public final class CustomLogSource implements LogSource {
    private static final String DIRECTORY = "custom-log";

    private final Opener opener;
    private final SnapshotMeta beginning;
    private final Path dataDirectory;
    private final int nodeId;
    private final String bootId;
    private @Nullable LogStore opened;

    /** Opens the store. */
    public interface Opener {
        /**
         * Opens the store.
         *
         * @param directory where the log may be kept
         * @param beginning the beginning of a log that was never used
         */
        LogStore open(Path directory, SnapshotMeta beginning) throws IOException;
    }

    /**
     * Creates the source.
     *
     * @param beginning the beginning of a log that was never used
     * @param bootId see {@link MachineBoot}
     */
    public CustomLogSource(Opener opener, SnapshotMeta beginning, Path dataDirectory, int nodeId, String bootId) {
        this.opener = opener;
        this.beginning = beginning;
        this.dataDirectory = dataDirectory;
        this.nodeId = nodeId;
        this.bootId = bootId;
    }

    @Override
    public NodeLog open() throws IOException {
        LogStore store = opener.open(dataDirectory.resolve(DIRECTORY), beginning);
        opened = store;
        return new CustomLog(store, dataDirectory, nodeId, bootId);
    }

    @Override
    public List<Configuration> mayBeInForce(IOException why) throws IOException {
        throw new IOException(
                why.getMessage() + " The log is in a store of your own, which alone could know what is left of it."
                        + " Nothing was changed. Repair it, or remove this node from the cluster and let it join again"
                        + " with an empty data directory.",
                why);
    }

    @Override
    public List<String> setAside(boolean stateIsLost) {
        throw new IllegalStateException("a custom log is never set aside");
    }

    @Override
    public void close() throws IOException {
        LogStore store = opened;
        if (store != null) {
            store.close();
        }
    }
}
