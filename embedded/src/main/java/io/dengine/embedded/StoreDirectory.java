package io.dengine.embedded;

import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a store keeps what outlives the process: in a directory that bears the identity of the log that led to it. What
 * another log led to, or what no store of this node has kept up to date, is of no use and is deleted.
 */
record StoreDirectory(Path dataDirectory, KvConfig config, KeyTables.Opener keys) implements NodeStorage.StoreOpener {
    private static final String STORE = "store";

    @Override
    public KvStore open(long storageId) throws IOException {
        Path directory = dataDirectory.resolve(STORE);
        Path own = directory.resolve(String.format("%016x", storageId));
        if (Files.exists(directory)) {
            for (Path other : entries(directory)) {
                if (!keys.isLasting() || !other.equals(own)) {
                    delete(other);
                }
            }
        }
        return KvStore.open(config, keys.open(own, config));
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
