package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.EngineException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads, and reads again after each relevant change, until a condition is met. Retries while the cluster is
 * unavailable.
 *
 * <pre>
 *   read --- condition met ---> result
 *    ^  '--- not yet ---> alarm --.
 *    '----------------------------'
 * </pre>
 */
final class Until<T> {
    /** The result of a read. */
    sealed interface Sight<T> {
        /** The condition is met. */
        record Enough<T>(T value) implements Sight<T> {}

        /** The condition is not met: read again after this change. */
        record NotYet<T>(Change change) implements Sight<T> {}
    }

    private final AsyncClient client;
    private final Supplier<CompletableFuture<Sight<T>>> look;
    private final Consumer<T> unwanted;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    // Guarded by this.
    private @Nullable Alarm alarm;
    private int failuresInARow;
    private @Nullable Throwable lastTrouble;

    /** True if the last read showed that the condition is not met. False while the cluster does not answer. */
    private boolean isDenied;

    private Runnable onDenial = () -> {};

    /**
     * A wait that has not begun.
     *
     * @param unwanted receives a value that met the condition only after the wait was cancelled
     */
    Until(AsyncClient client, Supplier<CompletableFuture<Sight<T>>> look, Consumer<T> unwanted) {
        this.client = client;
        this.look = look;
        this.unwanted = unwanted;
    }

    Until(AsyncClient client, Supplier<CompletableFuture<Sight<T>>> look) {
        this(client, look, value -> {});
    }

    /** Returns the value that met the condition. Completes on a thread of the client or the timer's thread. */
    CompletableFuture<T> result() {
        return result;
    }

    /**
     * Waits at most {@code patience}, plus up to one second if the cluster has not answered by then, and returns true
     * if the condition was met. Ends the wait in any case.
     *
     * @param unknown for the error message: what is unknown if the cluster has not answered, and what that means for
     *     the caller
     * @throws EngineException.Unavailable if the last read did not succeed
     */
    boolean within(Duration patience, String unknown) throws InterruptedException {
        CompletableFuture<Boolean> answer = result.thenApply(value -> true);
        try {
            if (Waiting.on(answer.copy(), patience).isPresent()) {
                return true;
            }
            whenDenied(() -> answer.complete(false));
            Optional<Boolean> late = Waiting.on(answer.copy(), Duration.ofNanos(Waiting.ANSWER_NANOS));
            return late.orElseThrow(() -> Waiting.unanswered(unknown, lastTrouble()));
        } finally {
            cancel();
        }
    }

    /** Runs {@code action} at once if the last read showed that the condition is not met, or else when a read does. */
    private void whenDenied(Runnable action) {
        synchronized (this) {
            onDenial = action;
            if (!isDenied) {
                return;
            }
        }
        action.run();
    }

    private synchronized @Nullable Throwable lastTrouble() {
        return lastTrouble;
    }

    /** Makes the first read. */
    Until<T> start() {
        look();
        return this;
    }

    /** Starts by waiting for {@code change}, based on a state that the caller has read. */
    Until<T> start(Change change) {
        await(change);
        return this;
    }

    private void look() {
        if (result.isDone()) {
            return;
        }
        CompletableFuture<Sight<T>> seeing;
        try {
            seeing = look.get();
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        var unused = seeing.whenComplete((sight, failure) -> {
            if (failure == null) {
                seen(sight);
            } else {
                failed(Failures.cause(failure));
            }
        });
    }

    private void seen(Sight<T> sight) {
        boolean denied = sight instanceof Sight.NotYet<T>;
        Runnable told;
        synchronized (this) {
            failuresInARow = 0;
            lastTrouble = null;
            isDenied = denied;
            told = onDenial;
        }
        if (denied) {
            told.run();
        }
        if (sight instanceof Sight.NotYet<T> notYet) {
            await(notYet.change());
        } else if (sight instanceof Sight.Enough<T> enough && !result.complete(enough.value())) {
            unwanted.accept(enough.value());
        }
    }

    private void await(Change change) {
        Alarm set = Alarm.set(client, change, this::rung);
        synchronized (this) {
            alarm = set;
        }
        if (result.isDone()) {
            set.cancel();
        }
    }

    private void rung(Optional<Throwable> failure) {
        failure.ifPresentOrElse(this::fail, this::look);
    }

    private void failed(Throwable cause) {
        if (!Failures.mayPass(cause)) {
            fail(cause);
            return;
        }
        int failures;
        synchronized (this) {
            failures = ++failuresInARow;
            lastTrouble = cause;
            isDenied = false;
        }
        var unused = Timer.after(Timer.pauseNanos(failures), this::look);
    }

    private void fail(Throwable cause) {
        boolean unused = result.completeExceptionally(cause);
    }

    /** Ends the wait. */
    void cancel() {
        boolean unused = result.cancel(false);
        Alarm last;
        synchronized (this) {
            last = alarm;
        }
        if (last != null) {
            last.cancel();
        }
    }
}
