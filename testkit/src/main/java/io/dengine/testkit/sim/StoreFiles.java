package io.dengine.testkit.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of the store that runs, and of the closed one that a crash leaves. */
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

    /** A new process finds what is stored. */
    void startFromStored() throws IOException {
        starts++;
        copy(stored(), live());
    }

    /** What runs is on disk now, all of it: nothing was applied since it was made durable. */
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

    /** Only the table in force: others are on their way in or out, and would be deleted at the next start. */
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
                Files.copy(file, target); // its own log is off, and may be cleaned away while this goes on
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
