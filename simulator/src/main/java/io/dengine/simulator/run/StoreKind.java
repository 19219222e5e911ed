package io.dengine.simulator.run;

import io.dengine.kv.rocksdb.RocksConfig;
import io.dengine.kv.store.KvConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The store of the nodes' keys in a run. On disk a run takes many times as long, so few seeds choose that, unless
 * {@link #PROPERTY} names one kind for all.
 */
enum StoreKind {
    MEMORY,
    ROCKSDB;

    /** The system property that names the kind for all seeds. */
    static final String PROPERTY = "sim.store";

    private static final int ONE_OF = 250;
    private static final int HISTORY_REVISIONS = 200;
    private static final int QUEUED_MESSAGES = 4;

    static StoreKind of(long seed) {
        String wanted = System.getProperty(PROPERTY, "");
        if (!wanted.isEmpty()) {
            return valueOf(wanted.toUpperCase(Locale.ROOT));
        }
        return Math.floorMod(seed, ONE_OF) == ONE_OF / 2 ? ROCKSDB : MEMORY;
    }

    StoreDisk create(SplittableRandom random) {
        return switch (this) {
            case MEMORY -> StoreDisk.none(() -> new KvTruthStore(HISTORY_REVISIONS, QUEUED_MESSAGES));
            case ROCKSDB -> rocks(random);
        };
    }

    /** Creates a store that writes its memory to disk when it is closed, and otherwise only on request. */
    private static StoreDisk rocks(SplittableRandom random) {
        KvConfig config = KvTruthStore.config(HISTORY_REVISIONS, QUEUED_MESSAGES);
        RocksConfig rocks = new RocksConfig(1 << 20, 4 << 20, Integer.MAX_VALUE);
        try {
            return new LastingStore(Files.createTempDirectory("sim-store"), config, rocks, random);
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for a store", e);
        }
    }
}
