package io.dengine.kv.rocksdb;

import io.dengine.api.KeyRange;
import io.dengine.kv.store.DamagedTableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An open RocksDB directory with the column families of a table. Any thread reads, one writes; no method may be called
 * after {@link #close}, as that would crash the process.
 */
final class Database implements AutoCloseable {
    /** The column families, in the order of their names below. */
    enum Family {
        DEFAULT,
        NEWEST,
        HISTORY,
        ORDER,
        MEMBERS;

        private byte[] storedName() {
            String name = switch (this) {
                case DEFAULT -> "default";
                case NEWEST -> "newest";
                case HISTORY -> "history";
                case ORDER -> "order";
                case MEMBERS -> "members";
            };
            return name.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A file beside the tables: their content was found damaged, and the next start must not use them. */
    private static final String DAMAGED = "DAMAGED";

    private final Path directory;
    private final RocksDB database;
    private final List<ColumnFamilyHandle> handles;
    private final List<AutoCloseable> natives;
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);

    private Database(Path directory, RocksDB database, List<ColumnFamilyHandle> handles, List<AutoCloseable> natives) {
        this.directory = directory;
        this.database = database;
        this.handles = handles;
        this.natives = natives;
    }

    /**
     * Opens or creates the database in {@code directory}.
     *
     * @throws CorruptTableException if it is damaged, or was found damaged before
     */
    static Database open(Path directory, RocksConfig config, SharedCache cache) throws IOException {
        if (Files.exists(directory.resolve(DAMAGED))) {
            throw new CorruptTableException("The store in " + directory + " was found damaged.", null);
        }
        DBOptions options = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // Without a write-ahead log, only this keeps the families consistent with each other.
                .setAtomicFlush(true)
                .setDbWriteBufferSize(config.memtableBytes())
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(2);
        ColumnFamilyOptions family = cache.familyOptions(config);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (Family one : Family.values()) {
            descriptors.add(new ColumnFamilyDescriptor(one.storedName(), family));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            RocksDB opened = RocksDB.open(options, directory.toString(), descriptors, handles);
            return new Database(directory, opened, handles, List.of(options, family));
        } catch (RocksDBException e) {
            family.close();
            options.close();
            if (has(e, Status.Code.Corruption)) {
                throw new CorruptTableException(
                        "The store in " + directory + " is damaged: " + e.getMessage() + ".", e);
            }
            throw new IOException("the store in " + directory + " cannot be opened: " + e.getMessage(), e);
        }
    }

    byte @Nullable [] get(Family family, byte[] key) {
        try {
            return database.get(handle(family), key);
        } catch (RocksDBException e) {
            throw broken(e);
        }
    }

    /** Returns an iterator, which the caller must close. */
    RocksIterator iterate(Family family) {
        return database.newIterator(handle(family));
    }

    /** Returns the rows of a range; the iterator ends at its bounds in both directions. The caller must close it. */
    Bounded iterate(Family family, KeyRange range) {
        ReadOptions options = new ReadOptions();
        List<Slice> bounds = new ArrayList<>(2);
        if (!range.first().isEmpty()) {
            Slice lower = new Slice(range.first().toArray());
            bounds.add(lower);
            options.setIterateLowerBound(lower);
        }
        if (range.hasEnd()) {
            Slice upper = new Slice(range.endExclusive().toArray());
            bounds.add(upper);
            options.setIterateUpperBound(upper);
        }
        return new Bounded(database.newIterator(handle(family), options), options, bounds);
    }

    /** An iterator with the native objects that it needs while it is used. */
    record Bounded(RocksIterator rows, ReadOptions options, List<Slice> bounds) implements AutoCloseable {
        @Override
        public void close() {
            rows.close();
            options.close();
            bounds.forEach(Slice::close);
        }
    }

    /** Throws if the iterator stopped for another reason than the end. */
    void check(RocksIterator iterator) {
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw broken(e);
        }
    }

    void put(WriteBatch batch, Family family, byte[] key, byte[] value) {
        try {
            batch.put(handle(family), key, value);
        } catch (RocksDBException e) {
            throw broken(e);
        }
    }

    void delete(WriteBatch batch, Family family, byte[] key) {
        try {
            batch.delete(handle(family), key);
        } catch (RocksDBException e) {
            throw broken(e);
        }
    }

    void write(WriteBatch batch) {
        try {
            database.write(unlogged, batch);
        } catch (RocksDBException e) {
            throw broken(e);
        }
    }

    /** Flushes the memtables of all families at one point in time, and waits for it. */
    void flush() {
        flush(true);
    }

    /** Starts a flush of the memtables, unless more flushes are in progress than the disk keeps up with. */
    void beginFlush() {
        flush(false);
    }

    private void flush(boolean waiting) {
        // Otherwise even starting a flush would wait until it stalls no writer.
        try (FlushOptions options = new FlushOptions().setWaitForFlush(waiting).setAllowWriteStall(!waiting)) {
            database.flush(options, handles);
        } catch (RocksDBException e) {
            if (waiting || !has(e, Status.Code.TryAgain)) {
                throw broken(e);
            }
        }
    }

    private ColumnFamilyHandle handle(Family family) {
        return handles.get(family.ordinal());
    }

    private UncheckedIOException broken(RocksDBException e) {
        if (!has(e, Status.Code.Corruption)) {
            return new UncheckedIOException(new IOException("the store failed: " + e.getMessage() + ".", e));
        }
        try {
            Files.writeString(directory.resolve(DAMAGED), e.getMessage() + "\n");
        } catch (IOException unwritten) {
            e.addSuppressed(unwritten);
        }
        return new DamagedTableException(
                "The store in " + directory + " is damaged: " + e.getMessage()
                        + ". Nothing is lost: the next start of this node sets it aside and builds it again from the"
                        + " snapshot and the log.",
                e);
    }

    private static boolean has(RocksDBException e, Status.Code code) {
        return e.getStatus() != null && e.getStatus().getCode() == code;
    }

    @Override
    public void close() {
        for (ColumnFamilyHandle handle : handles) {
            handle.close();
        }
        database.close();
        unlogged.close();
        for (AutoCloseable one : natives) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("options cannot be freed", e);
            }
        }
    }
}
