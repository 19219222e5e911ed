package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/**
 * A shared counter whose changes are exact: each successful change counts exactly once, even if answers are lost.
 *
 * <p>A change is a compare-and-swap, so it costs one write plus one for each conflict with another process. Changes
 * through one object are queued and do not conflict with each other. If numbers only have to be unique, {@link
 * IdBlocks} are much cheaper.
 *
 * <p>It is stored as one key, the name followed by {@code /.counter}, which is not tied to a lease. The value holds the
 * number and an id of the change that wrote it; with this id a client finds out whether a change with a lost answer was
 * applied. A missing key counts as 0, also after the key was deleted. Delete it only while no process counts: a change
 * whose answer was lost may be applied before and after the deletion.
 *
 * <p>Thread-safe. Methods throw {@link EngineException}, or fail their future with it, if the cluster does not answer
 * in time; they throw {@link IllegalStateException} if the key holds something other than a number.
 */
public final class Counter {
    private static final int CONFLICT_DOUBLINGS = 6;
    private static final long FIRST_PAUSE_MICROS = 200;

    private final Client client;
    private final AsyncClient async;
    private final Bytes key;
    private final String author = Long.toHexString(new SecureRandom().nextLong());
    private final AtomicLong changes = new AtomicLong();
    private volatile Seen last = Seen.NOTHING;
    // Guarded by this.
    private CompletableFuture<Long> previous = CompletableFuture.completedFuture(0L);

    /** The number after the change at this revision. */
    private record Seen(long number, long modRevision) {
        static final Seen NOTHING = new Seen(0, 0);

        static Seen of(List<KeyValue> rows) {
            if (rows.isEmpty()) {
                return NOTHING;
            }
            String text = rows.get(0).valueText();
            int end = text.indexOf(' ');
            try {
                long number = Long.parseLong(end < 0 ? text : text.substring(0, end));
                return new Seen(number, rows.get(0).modRevision());
            } catch (NumberFormatException e) {
                throw new IllegalStateException("The key " + rows.get(0).keyText() + " holds \"" + text
                        + "\", which is no number of a counter. Nothing was changed. Put a number there, or use"
                        + " another name.");
            }
        }
    }

    private Counter(Client client, String name) {
        this.client = client;
        this.async = client.async();
        this.key = Names.key(name, "counter");
    }

    /** Returns the counter of this name. The name must not be empty. */
    public static Counter of(Client client, String name) {
        return new Counter(client, name);
    }

    /** Returns the number (linearizable read). */
    public long get() {
        return client.await(getAsync());
    }

    /** Asynchronous variant of {@link #get}. */
    public CompletableFuture<Long> getAsync() {
        return async.get(key).thenApply(row -> Seen.of(row.stream().toList()).number());
    }

    /** Adds one and returns the sum, see {@link #update}. */
    public long increment() {
        return add(1);
    }

    /**
     * Adds {@code delta} and returns the sum, see {@link #update}. An overflow changes nothing and throws {@link
     * ArithmeticException}.
     */
    public long add(long delta) {
        return client.await(addAsync(delta));
    }

    /** Asynchronous variant of {@link #add}. */
    public CompletableFuture<Long> addAsync(long delta) {
        return updateAsync(number -> Math.addExact(number, delta));
    }

    /**
     * Replaces the number with the result of {@code change} and returns the new number.
     *
     * @param change may be called several times and must not block; an exception from it ends the update without a
     *     change
     * @throws EngineException.OutcomeUnknown if the answer was lost and the client could not find out within twice its
     *     timeout whether the change was applied
     */
    public long update(LongUnaryOperator change) {
        return client.await(updateAsync(change));
    }

    /** Asynchronous variant of {@link #update}. */
    public CompletableFuture<Long> updateAsync(LongUnaryOperator change) {
        CompletableFuture<Long> outcome = new CompletableFuture<>();
        CompletableFuture<Long> before;
        synchronized (this) {
            before = previous;
            previous = outcome;
        }
        var unused = before.whenComplete((number, failure) -> attempt(change, last, 0, outcome));
        return Waiting.apart(outcome);
    }

    private void attempt(LongUnaryOperator change, Seen seen, int conflicts, CompletableFuture<Long> outcome) {
        long number;
        try {
            number = change.applyAsLong(seen.number());
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
            return;
        }
        Bytes value = Bytes.utf8(number + " " + author + "-" + changes.incrementAndGet());
        var unused = Swap.of(async, key, seen.modRevision(), value)
                .thenAccept(swapped -> {
                    if (swapped.succeeded()) {
                        last = new Seen(number, swapped.revision());
                        outcome.complete(number);
                    } else {
                        Seen present = Seen.of(swapped.present());
                        var also = Timer.after(
                                pauseNanos(conflicts), () -> attempt(change, present, conflicts + 1, outcome));
                    }
                })
                .exceptionally(failure -> {
                    outcome.completeExceptionally(Failures.cause(failure));
                    return null;
                });
    }

    /**
     * Returns a random pause before the next attempt. The range doubles with each conflict, up to a limit, so that
     * competing clients spread out.
     */
    private static long pauseNanos(int conflicts) {
        long mostMicros = FIRST_PAUSE_MICROS << Math.min(conflicts, CONFLICT_DOUBLINGS);
        return TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(mostMicros));
    }
}
