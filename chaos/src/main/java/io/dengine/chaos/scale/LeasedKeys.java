package io.dengine.chaos.scale;

import io.dengine.api.Client;
import io.dengine.api.PutOptions;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchListener;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Many keys, each with its own key lease; all leases expire at the same moment. Watches for the keys' deletions. */
public final class LeasedKeys implements WatchListener {
    /** The prefix of all keys. */
    public static final String PREFIX = "leased/";

    private static final int UNDER_WAY = 400;

    private final long endNanos;
    private final AtomicInteger failed = new AtomicInteger();
    private final Map<String, Integer> deletions = new HashMap<>();
    private final long[] delaysNanos;
    private int told;

    /**
     * Creates the bookkeeping of the keys; grants no lease yet.
     *
     * @param endNanos the time at which the leases expire, by {@link System#nanoTime}
     */
    public LeasedKeys(int count, long endNanos) {
        this.endNanos = endNanos;
        this.delaysNanos = new long[count];
    }

    /** Grants all leases and puts a key under each. Blocks until all keys are written. */
    public void grant(List<Client> clients) throws InterruptedException {
        int count = delaysNanos.length;
        Semaphore slots = new Semaphore(UNDER_WAY);
        for (int i = 0; i < count; i++) {
            slots.acquire();
            Client client = clients.get(i % clients.size());
            Bytes key = Bytes.utf8(PREFIX + i);
            Duration rest = Duration.ofNanos(endNanos - System.nanoTime());
            var unused = client.async()
                    .grantLease(rest)
                    .thenCompose(lease -> client.async().put(key, Bytes.utf8("alive"), PutOptions.lease(lease)))
                    .whenComplete((written, failure) -> {
                        failed.addAndGet(failure == null ? 0 : 1);
                        slots.release();
                    });
        }
        slots.acquire(UNDER_WAY);
    }

    /** Returns the number of leases not granted or keys not written, plus 1 if the watch ended. */
    public int failed() {
        return failed.get();
    }

    @Override
    public synchronized void onBatch(WatchBatch batch) {
        long now = System.nanoTime();
        for (WatchEvent event : batch.events()) {
            if (event.isDeletion()) {
                deletions.merge(event.current().keyText(), 1, Integer::sum);
                if (told < delaysNanos.length) {
                    delaysNanos[told] = now - endNanos;
                    told++;
                }
            }
        }
    }

    @Override
    public void onEnd(Throwable reason) {
        failed.incrementAndGet();
    }

    /** Returns the number of keys whose deletion was received. */
    public synchronized int gone() {
        return deletions.size();
    }

    /** Returns the number of deletions that were received more than once. */
    public synchronized int toldTwice() {
        return deletions.values().stream().mapToInt(times -> times - 1).sum();
    }

    /** Returns the delays from the expiry of the leases to the receipt of the keys' deletions. */
    public synchronized Spread delays() {
        return Spread.of(Arrays.copyOf(delaysNanos, told));
    }
}
