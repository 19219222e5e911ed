package io.dengine.embedded;

import io.dengine.engine.port.StateMachine;
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
 * Where a state machine keeps what outlives the process: in a directory that bears the identity of the log that led to
 * it. What another log led to, or what no store of this node has kept up to date, is of no use and is deleted.
 */
record StoreDirectory(Path dataDirectory) {
    private static final String STORE = "store";
    private static final String MACHINE = "custom-store";

    /** The key-value store. */
    KvStore openStore(long storageId, KvConfig config, KeyTables.Opener keys) throws IOException {
        Path own = own(STORE, storageId);
        deleteOthers(own, keys.isLasting());
        return KvStore.open(config, keys.open(own, config));
    }

    /** A state machine of the user's own. */
    StateMachine openMachine(long storageId, StateMachineOpener opener) throws IOException {
        Path own = own(MACHINE, storageId);
        deleteOthers(own, true);
        return opener.open(own);
    }

    private Path own(String kind, long storageId) {
        return dataDirectory.resolve(kind).resolve(String.format("%016x", storageId));
    }

    private static void deleteOthers(Path own, boolean isLasting) throws IOException {
        Path directory = own.getParent();
        if (directory == null || !Files.exists(directory)) {
            return;
        }
        for (Path other : entries(directory)) {
            if (!isLasting || !other.equals(own)) {
                delete(other);
            }
        }
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
