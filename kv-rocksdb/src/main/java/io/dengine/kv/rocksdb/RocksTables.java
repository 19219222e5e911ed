package io.dengine.kv.rocksdb;

import io.dengine.kv.store.KeyTable;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of one store directory, each in a directory of its own; the file {@code current} names the one in force,
 * and is replaced atomically. A table that it does not name is deleted when it is no longer used, or at the next start.
 */
final class RocksTables implements KeyTables {
    private static final Logger LOG = LoggerFactory.getLogger(RocksTables.class);
    private static final String CURRENT = "current";
    /** The prefix of tables that were found damaged; none of them is ever opened again. */
    private static final String ASIDE = "damaged-";

    private static final String PREFIX = "table-";

    private final Path directory;
    private final KvConfig config;
    private final RocksConfig rocks;
    private final SharedCache cache;
    private final Set<Path> unwanted = ConcurrentHashMap.newKeySet();
    private final List<Created> created = new ArrayList<>();
    private @Nullable Path inForce;
    private int lastNumber;

    /** @param directory is created if it does not exist; no other code may use it */
    RocksTables(Path directory, KvConfig config, RocksConfig rocks) throws IOException {
        // Not durable: if a power failure removes it, the node builds the store again, from its snapshot and its log.
        this.directory = Files.createDirectories(directory);
        this.config = config;
        this.rocks = rocks;
        this.cache = new SharedCache(rocks);
    }

    private record Created(RocksTable table, Path path) {}

    @Override
    public KeyTable open() throws IOException {
        Path current = directory.resolve(CURRENT);
        if (!Files.exists(current)) {
            name(directory.resolve(PREFIX + "0"));
        }
        Path found = directory.resolve(Files.readString(current).strip());
        lastNumber = Integer.parseInt(found.getFileName().toString().substring(PREFIX.length()));
        for (Path path : tablePaths()) {
            if (!path.equals(found)) {
                delete(path);
            }
        }
        inForce = found;
        try {
            return openTable(found, 0);
        } catch (CorruptTableException e) {
            Path aside = setAside(found);
            LOG.warn(
                    "{} Nothing is lost: the node rebuilds the store from its snapshot and its log. The"
                            + " damaged directory was set aside as {}; delete it once the node is healthy.",
                    e.getMessage(),
                    aside);
            return openTable(found, 0);
        }
    }

    @Override
    public KeyTable create(long revision) throws IOException {
        Path path = directory.resolve(PREFIX + ++lastNumber);
        RocksTable table = openTable(path, revision);
        created.add(new Created(table, path));
        return table;
    }

    private Path setAside(Path table) throws IOException {
        Path aside = directory.resolve(ASIDE + table.getFileName());
        for (int i = 2; Files.exists(aside); i++) {
            aside = directory.resolve(ASIDE + table.getFileName() + "-" + i);
        }
        Files.move(table, aside, StandardCopyOption.ATOMIC_MOVE);
        return aside;
    }

    private RocksTable openTable(Path path, long revision) throws IOException {
        Database database = Database.open(path, rocks, cache);
        try {
            return new RocksTable(database, config, rocks.flushBatches(), revision, () -> closed(path));
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public void adopt(KeyTable table) throws IOException {
        Created found = find(table);
        found.table().flush();
        name(found.path());
        created.remove(found);
        Path past = inForce;
        if (past != null) {
            unwanted.add(past);
        }
        inForce = found.path();
    }

    @Override
    public void discard(KeyTable table) {
        Created found = find(table);
        created.remove(found);
        unwanted.add(found.path());
        found.table().close();
    }

    private Created find(KeyTable table) {
        for (Created one : created) {
            if (one.table().equals(table)) {
                return one;
            }
        }
        throw new IllegalArgumentException("the table was not created here, or is no longer beside the one in force");
    }

    /** Deletes the table in {@code path} if it is not wanted any more. Any thread. */
    private void closed(Path path) {
        if (unwanted.remove(path)) {
            try {
                delete(path);
            } catch (IOException e) {
                LOG.warn(
                        "The directory {} is no longer used and could not be deleted; the next start tries again: {}",
                        path,
                        e.getMessage());
            }
        }
    }

    /** Names the table in force, atomically and durably. */
    private void name(Path table) throws IOException {
        Path next = directory.resolve(CURRENT + ".next");
        Files.writeString(next, table.getFileName() + "\n");
        force(next);
        var unused = Files.move(next, directory.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
        force(directory);
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Set<Path> tablePaths() throws IOException {
        Set<Path> paths = new HashSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .forEach(paths::add);
        }
        return paths;
    }

    /** Deletes a table's directory, which has no directories in it. */
    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(path);
    }

    @Override
    public boolean isBrief() {
        return false;
    }

    @Override
    public void close() {
        cache.close();
    }
}
