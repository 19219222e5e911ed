package io.dengine.simulator.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of the running store, and of the closed store that a crash leaves. */
final class StoreFiles {
    private static final String IN_FORCE = "current";
    private static final String IMMUTABLE = ".sst";

    private final Path directory;
    private int starts;

    StoreFiles(Path directory) {
        this.directory = directory;
    }

    Path stored() {
        return directory.resolve("stored");
    }

    Path live() {
        return directory.resolve("live-" + starts);
    }

    /** Copies the stored files for a new process. */
    void startFromStored() throws IOException {
        starts++;
        copy(stored(), live());
    }

    /** Stores all files of the running store: no entry was applied since they were made durable. */
    void storeLive() throws IOException {
        deleteStored();
        copy(live(), stored());
    }

    void deleteLive() throws IOException {
        delete(live());
    }

    void deleteStored() throws IOException {
        delete(stored());
    }

    void deleteAll() throws IOException {
        delete(directory);
    }

    /**
     * Copies only the table in force: other tables are being added or removed, and the next start would delete them.
     */
    private static void copy(Path from, Path to) throws IOException {
        Path inForce = from.resolve(IN_FORCE);
        if (!Files.exists(inForce)) {
            return;
        }
        String table = Files.readString(inForce).strip();
        Files.createDirectories(to.resolve(table));
        Files.copy(inForce, to.resolve(IN_FORCE));
        for (Path file : list(from.resolve(table))) {
            String name = file.getFileName().toString();
            Path target = to.resolve(table).resolve(name);
            if (name.endsWith(IMMUTABLE)) {
                Files.createLink(target, file);
            } else if (!name.endsWith(".log") && !name.startsWith("LOG") && !name.equals("LOCK")) {
                Files.copy(file, target); // the store's own log is not used, and may be deleted concurrently
            }
        }
    }

    private static List<Path> list(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
