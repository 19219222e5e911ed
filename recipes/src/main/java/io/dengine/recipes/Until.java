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
 * Looks, and looks again after each change that matters, until what it sees is enough. Outages are sat out.
 *
 * <pre>
 *   look --- enough ---> result
 *    ^  '--- not yet ---> alarm --.
 *    '----------------------------'
 * </pre>
 */
final class Until<T> {
    /** What was seen. */
    sealed interface Sight<T> {
        /** It is enough. */
        record Enough<T>(T value) implements Sight<T> {}

        /** It is not: look again after this change. */
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

    /** What the last look has shown: it is not enough. False while the cluster does not answer. */
    private boolean isDenied;

    private Runnable onDenial = () -> {};

    /**
     * An eye that is still closed.
     *
     * @param unwanted is given what was enough, if that was seen only after the wait had been given up
     */
    Until(AsyncClient client, Supplier<CompletableFuture<Sight<T>>> look, Consumer<T> unwanted) {
        this.client = client;
        this.look = look;
        this.unwanted = unwanted;
    }

    Until(AsyncClient client, Supplier<CompletableFuture<Sight<T>>> look) {
        this(client, look, value -> {});
    }

    /** What was enough. Completes on a thread of the client, or on the timer's. */
    CompletableFuture<T> result() {
        return result;
    }

    /**
     * Whether it was enough, waited for no longer than {@code patience}, or a moment longer if the cluster has not
     * answered by then. Gives up in any case.
     *
     * @param unknown what is not known if the cluster has not answered, and what that means for the caller
     * @throws EngineException.Unavailable if the last look did not succeed
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

    /** Runs {@code action} at once if the last look has shown that it is not enough, or else when a look does. */
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

    /** Looks for the first time. */
    Until<T> start() {
        look();
        return this;
    }

    /** Goes on from what was seen elsewhere. */
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

    /** Gives up. */
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
