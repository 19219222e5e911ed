package io.dengine.node;

import io.dengine.node.start.DurableFile;
import io.dengine.transport.ClusterId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Stores the id of the cluster that a data directory belongs to. The log contains the id too, but opening the log
 * requires it: a node that joined learned the id from other nodes, and a restart must not depend on them.
 */
final class ClusterFile {
    private static final String NAME = "cluster-id";
    private static final int DIGITS = 32;

    private ClusterFile() {}

    /** Returns the cluster id, or null if the directory is new or was created before this file existed. */
    static @Nullable ClusterId read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return null;
        }
        String digits = Files.readString(file).strip();
        if (digits.length() != DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IOException("The file " + file + " does not hold the identity of a cluster, which is " + DIGITS
                    + " hexadecimal digits. Restore it, or start with an empty data directory.");
        }
        return new ClusterId(
                HexFormat.fromHexDigitsToLong(digits, 0, DIGITS / 2),
                HexFormat.fromHexDigitsToLong(digits, DIGITS / 2, DIGITS));
    }

    /**
     * Writes the cluster id. It is durable on return: a node must not use an id with its peers that it could forget.
     */
    static void write(Path directory, ClusterId cluster) throws IOException {
        DurableFile.write(directory.resolve(NAME), cluster + "\n");
    }
}
