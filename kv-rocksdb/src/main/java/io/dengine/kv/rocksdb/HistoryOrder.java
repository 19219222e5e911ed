package io.dengine.kv.rocksdb;

import io.dengine.api.KeyValue;
import io.dengine.kv.rocksdb.Database.Family;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/** The changes by age, and the versions that they replaced. Owned by the writer. */
final class HistoryOrder {
    /** The approximate size of a change on disk without the version that it replaced, in bytes. */
    private static final int CHANGE_BYTES = 160;

    private final Database database;
    private final WriteBatch batch;
    private long bytes;

    /** The position of the oldest change, or an earlier one. A search from the beginning would pass deleted rows. */
    private byte[] trimFrom = RowFormat.orderKey(0, 0);

    private long numberedRevision;
    private int number;

    HistoryOrder(Database database, WriteBatch batch, long bytes) {
        this.database = database;
        this.batch = batch;
        this.bytes = bytes;
    }

    /** Returns the approximate size of the history, in bytes. */
    long bytes() {
        return bytes;
    }

    /** Returns a revision below which all changes were removed already. */
    long oldest() {
        return RowFormat.revisionOf(trimFrom);
    }

    /**
     * Returns the lowest floor that keeps the history within {@code maxBytes}, or a lower one if the steps do not reach
     * it. While versions below {@code floor} still wait to be removed, a higher floor would free no space sooner.
     */
    long floorFor(long maxBytes, long floor, int maxSteps) {
        long excess = bytes - maxBytes;
        if (excess <= 0) {
            return floor;
        }
        long lowest = floor;
        try (RocksIterator changes = database.iterate(Family.ORDER)) {
            changes.seek(trimFrom);
            for (int step = 0; step < maxSteps && excess > 0 && changes.isValid(); step++) {
                long revision = RowFormat.revisionOf(changes.key());
                if (revision <= floor) {
                    return floor;
                }
                excess -= RowFormat.Change.decode(changes.value()).weight();
                lowest = revision;
                changes.next();
            }
            database.check(changes);
        }
        return lowest;
    }

    /** Records a change, and the version that it replaces if there is one. */
    void add(KeyValue version, @Nullable KeyValue replaced) {
        long weight = CHANGE_BYTES;
        if (replaced != null) {
            weight += replaced.key().length() + (long) replaced.value().length();
            database.put(
                    batch,
                    Family.HISTORY,
                    RowFormat.historyKey(replaced.key(), replaced.modRevision()),
                    RowFormat.encode(replaced));
        }
        number = numberedRevision == version.modRevision() ? number + 1 : 0;
        numberedRevision = version.modRevision();
        RowFormat.Change change = new RowFormat.Change(
                version.key(), version.isDeletion(), replaced == null ? 0 : replaced.modRevision(), weight);
        database.put(batch, Family.ORDER, RowFormat.orderKey(numberedRevision, number), change.encode());
        bytes += weight;
    }

    /**
     * Removes the versions that the oldest changes replaced, for changes up to a revision and at most {@code maxSteps}.
     */
    void trim(long upToRevision, int maxSteps) {
        if (oldest() > upToRevision) {
            return;
        }
        try (RocksIterator changes = database.iterate(Family.ORDER)) {
            changes.seek(trimFrom);
            for (int step = 0; step < maxSteps && changes.isValid(); step++) {
                byte[] key = changes.key();
                trimFrom = key;
                if (RowFormat.revisionOf(key) > upToRevision) {
                    return;
                }
                forget(key, RowFormat.Change.decode(changes.value()));
                changes.next();
            }
            if (changes.isValid()) {
                trimFrom = changes.key();
            } else {
                database.check(changes);
                trimFrom = RowFormat.orderKey(upToRevision + 1, 0);
            }
        }
    }

    private void forget(byte[] orderKey, RowFormat.Change change) {
        bytes -= change.weight();
        database.delete(batch, Family.ORDER, orderKey);
        if (change.replaced() != 0) {
            database.delete(batch, Family.HISTORY, RowFormat.historyKey(change.key(), change.replaced()));
        }
        if (change.isDeletion()) {
            byte[] key = change.key().toArray();
            byte[] newest = database.get(Family.NEWEST, key);
            if (newest != null && RowFormat.decode(newest).modRevision() == RowFormat.revisionOf(orderKey)) {
                database.delete(batch, Family.NEWEST, key);
            }
        }
    }
}
