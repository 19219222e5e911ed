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
 * A number that many change, exactly: each change that succeeds counts once, whatever was lost on the way.
 *
 * <p>Changes are compared and swapped, so each costs one write, and a further one for each conflict with another
 * process; those of one object wait for each other instead. Where numbers only have to be unique, {@link IdBlocks} cost
 * almost nothing.
 *
 * <p>It is one key, its name and {@code /.counter}, which belongs to nobody. It holds the number, and who wrote it:
 * this is how a change whose answer was lost is found again. It begins with 0, also after somebody deleted the key.
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

    /** The number as it was after the change at this revision. */
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

    /** The counter of this name. */
    public static Counter of(Client client, String name) {
        return new Counter(client, name);
    }

    /** The number, linearizably. */
    public long get() {
        return client.await(getAsync());
    }

    /** As {@link #get}. */
    public CompletableFuture<Long> getAsync() {
        return async.get(key).thenApply(row -> Seen.of(row.stream().toList()).number());
    }

    /** Adds one, and answers the sum. As {@link #update}. */
    public long increment() {
        return add(1);
    }

    /** Adds {@code delta}, and answers the sum. As {@link #update}; an overflow changes nothing and throws. */
    public long add(long delta) {
        return client.await(addAsync(delta));
    }

    /** As {@link #add}. */
    public CompletableFuture<Long> addAsync(long delta) {
        return updateAsync(number -> Math.addExact(number, delta));
    }

    /**
     * Replaces the number by what {@code change} makes of it, and answers that.
     *
     * @param change may be called several times; what it throws ends the update without a change. Must not block
     * @throws EngineException.OutcomeUnknown if the answer was lost, and it could not be found out within twice the
     *     client's timeout whether this change was carried out
     */
    public long update(LongUnaryOperator change) {
        return client.await(updateAsync(change));
    }

    /** As {@link #update}. */
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
        } catch (RuntimeException e) {
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

    /** Whoever lost a race lets others go first, the longer the more there seem to be. */
    private static long pauseNanos(int conflicts) {
        long mostMicros = FIRST_PAUSE_MICROS << Math.min(conflicts, CONFLICT_DOUBLINGS);
        return TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextLong(mostMicros));
    }
}
