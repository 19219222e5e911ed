package io.dengine.bench.curves;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Subscription;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchListener;
import io.dengine.bench.BenchException;
import io.dengine.bench.Endpoint;
import io.dengine.client.remote.RemoteClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Open watches that count their events. */
final class Watches implements AutoCloseable {
    /** The clients that the watches are spread over. */
    static final int CLIENTS = 20;

    private static final long OPEN_SECS = 60;
    private static final long LATEST_SECS = 20;
    private static final long PAUSE_NANOS = 1_000_000;

    private final List<Client> clients = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final LongAdder received = new LongAdder();
    private volatile @Nullable Throwable end;

    /** Counts events. Runs on the threads that read from the connections, so that counting costs no other thread. */
    private final class Listener implements WatchListener {
        @Override
        public void onBatch(WatchBatch batch) {
            received.add(batch.events().size());
        }

        @Override
        public void onEnd(Throwable reason) {
            end = reason;
        }
    }

    /** Opens the watches of a shape on a cluster, and waits until all miss nothing more. */
    static Watches open(List<Endpoint> nodes, Shape shape) throws BenchException {
        Watches watches = new Watches();
        int count = shape.watching().count();
        try {
            for (int i = 0; i < Math.min(CLIENTS, count); i++) {
                watches.clients.add(RemoteClient.builder()
                        .endpoints(nodes.stream().map(Endpoint::toString).toArray(String[]::new))
                        .executor(Runnable::run)
                        .connect());
            }
            List<CompletableFuture<Subscription>> opening = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                opening.add(watches.clients
                        .get(i % CLIENTS)
                        .async()
                        .watch(shape.watching().request(i, shape.keySource()), watches.new Listener()));
            }
            for (CompletableFuture<Subscription> one : opening) {
                watches.subscriptions.add(
                        one.orTimeout(OPEN_SECS, TimeUnit.SECONDS).join());
            }
            return watches;
        } catch (CompletionException | EngineException e) {
            watches.close();
            throw new BenchException("a watch was not opened: " + e);
        }
    }

    /** Returns the number of events so far. */
    long received() {
        return received.sum();
    }

    /**
     * Waits until all events have arrived, but not for ever.
     *
     * @param expected the number of events since the watches were opened
     * @throws BenchException if events are missing, or too many, or a watch has ended
     */
    void awaitAll(long expected) throws BenchException {
        long begin = System.nanoTime();
        while (received() < expected && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(LATEST_SECS)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        Throwable reason = end;
        if (reason != null) {
            throw new BenchException("a watch has ended: " + reason);
        }
        if (received() != expected) {
            throw new BenchException(received() + " events were received instead of " + expected);
        }
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        clients.forEach(Client::close);
    }
}
