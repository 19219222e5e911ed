package io.dengine.microbench;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The in-memory store with 100,000 keys: applies committed writes and reads keys. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StoreAccess {
    private static final int PORTION = 1_000;

    /** Entries per apply. */
    @Param({"1", "64"})
    public int batch;

    private KvStore store = new KvStore(KvConfig.STANDARD);
    private long next;
    private long reads;

    /** Writes every key once. */
    @Setup(Level.Trial)
    public void fill() {
        store = new KvStore(KvConfig.STANDARD);
        List<Bytes> unused;
        for (next = 1; next <= Samples.KEYS; next += PORTION) {
            unused = store.apply(Samples.entries(next, PORTION));
        }
        if (store.keyCount() != Samples.KEYS || store.get(Samples.key(7)) == null) {
            throw new IllegalStateException("the keys were not written: " + store.keyCount());
        }
    }

    /** Measures the apply of one batch, including the creation of its entries. */
    @Benchmark
    public List<Bytes> apply() {
        List<Entry> entries = Samples.entries(next, batch);
        next += batch;
        return store.apply(entries);
    }

    /** Reads one key, whatever the batch size. */
    @Benchmark
    public @Nullable KeyValue get() {
        reads += 7_919; // a prime, so that consecutive reads access distant keys
        return store.get(Samples.key(reads));
    }
}
