package io.dengine.chaos.scale;

import io.dengine.api.Client;
import io.dengine.api.Subscription;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Watches of many clients. Every tenth watches a single key that they share; each of the others watches its own prefix.
 */
public final class ManyWatches implements AutoCloseable {
    private static final int SHARERS = 10;
    private static final String SHARED = "watched/shared";
    private static final long LIMIT_SECS = 60;

    private final Client writer;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final AtomicReference<CountDownLatch> expected = new AtomicReference<>(new CountDownLatch(0));
    private final AtomicInteger ended = new AtomicInteger();
    private int sharing;

    /** Counts the received batches. */
    private final class Listener implements WatchListener {
        @Override
        public void onBatch(WatchBatch batch) {
            expected.get().countDown();
        }

        @Override
        public void onEnd(Throwable reason) {
            ended.incrementAndGet();
        }
    }

    /** Opens {@code count} watches, spread over {@code clients}. */
    public ManyWatches(Client writer, List<Client> clients, int count) {
        this.writer = writer;
        List<CompletableFuture<Subscription>> opening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean shares = i % SHARERS == 0;
            sharing += shares ? 1 : 0;
            WatchRequest request = shares ? WatchRequest.key(SHARED) : WatchRequest.prefix("watched/own/" + i + "/");
            opening.add(clients.get(i % clients.size()).async().watch(request, new Listener()));
        }
        opening.forEach(one ->
                subscriptions.add(one.orTimeout(LIMIT_SECS, TimeUnit.SECONDS).join()));
    }

    /** Returns the number of watches on the shared key. */
    public int sharing() {
        return sharing;
    }

    /** Returns the number of watches that ended without being closed here. */
    public int ended() {
        return ended.get();
    }

    /** Writes the shared key, and returns the time until the last of its watchers has received the change. */
    public long tellAllNanos() {
        CountDownLatch told = new CountDownLatch(sharing);
        expected.set(told);
        long began = System.nanoTime();
        var unused = writer.put(SHARED, "news");
        await(told);
        return System.nanoTime() - began;
    }

    /** Writes a key with a prefix that one watcher has, and returns the time until it has received the change. */
    public long tellOneNanos(int number) {
        CountDownLatch told = new CountDownLatch(1);
        expected.set(told);
        long began = System.nanoTime();
        var unused = writer.put("watched/own/" + (number * SHARERS + 1) + "/key", "news");
        await(told);
        return System.nanoTime() - began;
    }

    private static void await(CountDownLatch told) {
        try {
            if (!told.await(LIMIT_SECS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(told.getCount() + " watchers were not told in " + LIMIT_SECS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}
