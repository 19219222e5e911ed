package io.dengine.node.start;

import io.dengine.core.Effect;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The record that a member keeps about a log that does not keep it itself, in a small file beside the log.
 *
 * @param nodeId the node whose log it is
 * @param storageId the identity of the disk
 * @param mayHaveLost whether data that was written, but not synced, may be missing
 * @param bootId the boot of the machine in which the log is, or was last, open
 * @param isClosed whether it was closed cleanly
 * @param level the weakest level that the node waited for before it acknowledged data that may not be synced by now
 */
record LogMemory(int nodeId, long storageId, boolean mayHaveLost, String bootId, boolean isClosed, Effect.Level level) {
    static final LogMemory NONE = new LogMemory(0, 0, false, "", true, Effect.Level.SYNCED);

    private static final String NAME = "log-memory";

    /** Returns whether there is one in {@code directory}. */
    static boolean exists(Path directory) {
        return Files.exists(directory.resolve(NAME));
    }

    /** Returns the one in {@code directory}, or null. */
    static @Nullable LogMemory read(Path directory) throws IOException {
        if (!exists(directory)) {
            return null;
        }
        Path file = directory.resolve(NAME);
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        try {
            return new LogMemory(
                    Integer.parseInt(text(properties, "node-id")),
                    HexFormat.fromHexDigitsToLong(text(properties, "storage-id")),
                    Boolean.parseBoolean(text(properties, "may-have-lost")),
                    text(properties, "boot-id"),
                    Boolean.parseBoolean(text(properties, "closed")),
                    Effect.Level.valueOf(text(properties, "level")));
        } catch (IllegalArgumentException e) {
            throw new IOException("The file " + file + " does not hold what this node remembers of its log: "
                    + e.getMessage() + ". Restore it, or remove this node from the cluster and let it join again with"
                    + " an empty data directory.");
        }
    }

    private static String text(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    /** Writes it to {@code directory}; it is durable when this returns. */
    void write(Path directory) throws IOException {
        DurableFile.write(
                directory.resolve(NAME),
                "node-id=" + nodeId + "\nstorage-id=" + HexFormat.of().toHexDigits(storageId) + "\nmay-have-lost="
                        + mayHaveLost + "\nboot-id=" + bootId + "\nclosed=" + isClosed + "\nlevel="
                        + level + "\n");
    }

    /** Returns the memory of a log that was never opened before. */
    static LogMemory ofNew(int nodeId, long storageId, String bootId) {
        return new LogMemory(nodeId, storageId, false, bootId, false, Effect.Level.SYNCED);
    }

    /** Returns the memory of a log that was used, nobody knows when: what was acknowledged may be missing. */
    static LogMemory ofUnknown(int nodeId, long storageId, String bootId) {
        return new LogMemory(nodeId, storageId, true, bootId, false, Effect.Level.WRITTEN);
    }

    /**
     * Checks that the log is that of this node.
     *
     * @throws IOException if the log is that of another node
     */
    void checkOwner(int presentNodeId) throws IOException {
        if (presentNodeId != nodeId) {
            throw new IOException("The data directory belongs to node " + nodeId + ", and this is node "
                    + presentNodeId + ". Nothing was changed, and the data of node " + nodeId
                    + " are whole. Start this node with its own directory, and node " + nodeId + " with this one.");
        }
    }

    /**
     * Returns the memory of the log opened again. Another boot of the machine without a clean close is a power failure.
     */
    LogMemory opened(String presentBootId) {
        boolean powerLost = !isClosed && !bootId.equals(presentBootId);
        Effect.Level unsynced = isClosed ? Effect.Level.SYNCED : level;
        return new LogMemory(nodeId, storageId, mayHaveLost || powerLost, presentBootId, false, unsynced);
    }

    /** Returns whether acknowledged data may be missing. */
    boolean mayLackAcknowledged() {
        return mayHaveLost && level == Effect.Level.WRITTEN;
    }

    /**
     * Returns the memory once the log itself records what may be missing. Data that an earlier run wrote and did not
     * sync stays unsynced until the log is closed cleanly: it is not known whether a store of the user's own syncs it
     * when it is opened.
     */
    LogMemory settled(Effect.Level present) {
        Effect.Level least = present == Effect.Level.WRITTEN ? present : level;
        return new LogMemory(nodeId, storageId, false, bootId, isClosed, least);
    }

    /** Returns the memory after a write or a sync has failed. */
    LogMemory failed() {
        return new LogMemory(nodeId, storageId, true, bootId, isClosed, level);
    }

    LogMemory closed() {
        return new LogMemory(nodeId, storageId, mayHaveLost, bootId, true, level);
    }
}
