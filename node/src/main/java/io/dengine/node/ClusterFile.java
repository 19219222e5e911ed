package io.dengine.node;

import io.dengine.node.start.DurableFile;
import io.dengine.transport.ClusterId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Stores the id of the cluster that a data directory belongs to. The engine's own log contains the id too, but a node
 * that joined learned it from other nodes before it had a log, and a log store of the user's own does not contain it.
 */
final class ClusterFile {
    static final String NAME = "cluster-id";
    private static final int DIGITS = 32;

    private ClusterFile() {}

    /** Returns the path of the file. */
    static Path in(Path directory) {
        return directory.resolve(NAME);
    }

    /** Returns the cluster id, or null if there is no such file. */
    static @Nullable ClusterId read(Path directory) throws IOException {
        Path file = in(directory);
        if (!Files.exists(file)) {
            return null;
        }
        String digits = Files.readString(file).strip();
        if (digits.length() != DIGITS || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IOException("The file " + file + " does not hold the identity of a cluster, which is " + DIGITS
                    + " hexadecimal digits. Nothing was changed. If the log or a snapshot is beside it, delete the file"
                    + " and the node writes it again. Otherwise write the id into it, which each member of the cluster"
                    + " reports as cluster_id (GET /cluster).");
        }
        return new ClusterId(
                HexFormat.fromHexDigitsToLong(digits, 0, DIGITS / 2),
                HexFormat.fromHexDigitsToLong(digits, DIGITS / 2, DIGITS));
    }

    /**
     * Writes the cluster id. It is durable on return: a node must not use an id with its peers that it could forget.
     */
    static void write(Path directory, ClusterId cluster) throws IOException {
        DurableFile.write(in(directory), cluster + "\n");
    }
}
