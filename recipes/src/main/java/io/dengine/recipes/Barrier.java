package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A barrier: while it is raised, every caller of {@code await} waits.
 *
 * <p>It is stored as one key, the name followed by {@code /.barrier}, which is not tied to a lease. The barrier stays
 * raised until a client lifts it, even if the client that raised it dies. Waiters continue once the barrier is lifted,
 * even if it is raised again at once.
 *
 * <p>Thread-safe. Unless stated otherwise, methods that ask the cluster throw {@link EngineException} if it does not
 * answer within the client's timeout.
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

    /** Returns the barrier of this name. The name must not be empty. */
    public static Barrier of(Client client, String name) {
        return new Barrier(client, name);
    }

    /** Raises the barrier. Has no effect if it is already raised. */
    public void raise() {
        var unused = client.compareAndSwap(key, null, Bytes.EMPTY);
    }

    /** Lifts the barrier, so that all waiters continue. Has no effect if it is not raised. */
    public void lift() {
        var unused = client.delete(key);
    }

    /** Returns whether the barrier is raised (linearizable read). */
    public boolean isRaised() {
        return client.get(key).isPresent();
    }

    /** Waits without a time limit until the barrier is not raised. Retries while the cluster is unavailable. */
    public void await() throws InterruptedException {
        var unused = Waiting.on(lifted(Waiting.AT_ONCE));
    }

    /**
     * Waits until the barrier is not raised, at most {@code timeout}, plus up to one second if the cluster has not
     * answered by then.
     *
     * @return false if the barrier was still raised according to the last answer of the cluster
     * @throws EngineException.Unavailable if the last request was not answered, so that it is unknown whether the
     *     barrier is still raised
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return new Until<Boolean>(async, new Sighting()::look)
                .start()
                .within(timeout, "whether the barrier is still raised. Do not continue as if it were lifted.");
    }

    /** Completes when the barrier is not raised. Cancelling the future ends the wait. */
    public CompletableFuture<Boolean> awaitAsync() {
        return lifted(Waiting.APART);
    }

    private CompletableFuture<Boolean> lifted(Executor executor) {
        Until<Boolean> lifted = new Until<>(async, new Sighting()::look);
        CompletableFuture<Boolean> shown = lifted.start().result().thenApplyAsync(value -> value, executor);
        return Waiting.cancelling(shown, lifted::cancel);
    }

    /**
     * The view of one waiter. It waits for the barrier that its first read showed: one with another create revision was
     * raised later, so the first one was lifted.
     */
    private final class Sighting {
        private static final long NOTHING = 0;

        private final AtomicLong awaited = new AtomicLong(NOTHING);

        CompletableFuture<Until.Sight<Boolean>> look() {
            KeyRange range = KeyRange.single(key);
            return async.range(RangeQuery.of(range), ReadOptions.LINEARIZABLE)
                    .thenApply(rows -> isAwaited(rows)
                            ? new Until.Sight.NotYet<>(Change.removal(range, rows))
                            : new Until.Sight.Enough<>(true));
        }

        private boolean isAwaited(Rows rows) {
            if (rows.rows().isEmpty()) {
                return false;
            }
            long present = rows.rows().get(0).createRevision();
            long first = awaited.compareAndExchange(NOTHING, present);
            return first == NOTHING || first == present;
        }
    }
}
