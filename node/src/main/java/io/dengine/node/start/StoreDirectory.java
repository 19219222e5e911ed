package io.dengine.node.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a state machine whose state survives the process. It is named by the identity of the log that was
 * applied to it. State that belongs to another log, or that no store of this node has kept up to date, is useless and
 * is deleted.
 *
 * @param kinds the parent directory for all state machines of one kind
 */
public record StoreDirectory(Path kinds) {
    /** Opens a state machine. */
    public interface Opener<M> {
        /**
         * Opens the state machine.
         *
         * @param directory used by nothing else; need not exist yet
         */
        M open(Path directory) throws IOException;
    }

    /**
     * Opens the state machine of the log {@code storageId}.
     *
     * @param isLasting whether its state survives the process at all
     */
    public <M> M open(long storageId, boolean isLasting, Opener<M> opener) throws IOException {
        Path own = kinds.resolve(String.format("%016x", storageId));
        if (Files.exists(kinds)) {
            for (Path other : entries(kinds)) {
                if (!isLasting || !other.equals(own)) {
                    delete(other);
                }
            }
        }
        return opener.open(own);
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
