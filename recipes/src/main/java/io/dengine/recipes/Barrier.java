package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Holds up everybody who waits at it while it is raised.
 *
 * <p>It is one key, its name and {@code /.barrier}, which belongs to nobody: it stays raised until somebody lifts it,
 * whatever becomes of who raised it. Who waits goes on once it is lifted, even if it is raised again at once.
 */
public final class Barrier {
    private final Client client;
    private final AsyncClient async;
    private final Bytes key;

    private Barrier(Client client, String name) {
        this.client = client;
        this.async = client.async();
        this.key = Names.key(name, "barrier");
    }

    /** The barrier of this name. */
    public static Barrier of(Client client, String name) {
        return new Barrier(client, name);
    }

    /** Raises it. Harmless if it is raised already. */
    public void raise() {
        var unused = client.compareAndSwap(key, null, Bytes.EMPTY);
    }

    /** Lifts it: whoever waits goes on. Harmless if it is not raised. */
    public void lift() {
        var unused = client.delete(key);
    }

    /** Whether it is raised, linearizably. */
    public boolean isRaised() {
        return client.get(key).isPresent();
    }

    /** Waits until it is not raised, for as long as that takes; outages are sat out. */
    public void await() throws InterruptedException {
        var unused = Waiting.on(lifted(Waiting.AT_ONCE));
    }

    /**
     * Waits until it is not raised, no longer than {@code timeout}, or a moment longer if the cluster has not answered
     * by then; false if it was raised all the time, by the last that the cluster has said.
     *
     * @throws EngineException.Unavailable if the cluster did not answer the last time it was asked, so that it is not
     *     known whether it is still raised
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return new Until<Boolean>(async, this::look)
                .start()
                .within(timeout, "whether the barrier is still raised. Do not go on as if it were lifted.");
    }

    /** Completes when it is not raised. Cancelling the future ends the wait. */
    public CompletableFuture<Boolean> awaitAsync() {
        return lifted(Waiting.APART);
    }

    private CompletableFuture<Boolean> lifted(Executor executor) {
        Until<Boolean> lifted = new Until<>(async, this::look);
        CompletableFuture<Boolean> shown = lifted.start().result().thenApplyAsync(value -> value, executor);
        return Waiting.cancelling(shown, lifted::cancel);
    }

    private CompletableFuture<Until.Sight<Boolean>> look() {
        KeyRange range = KeyRange.single(key);
        return async.range(RangeQuery.of(range), ReadOptions.LINEARIZABLE)
                .thenApply(rows -> rows.rows().isEmpty()
                        ? new Until.Sight.Enough<>(true)
                        : new Until.Sight.NotYet<>(Change.removal(range, rows)));
    }
}
