package io.dengine.recipes;

import io.dengine.api.EngineException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Helpers for callers that wait for recipes. Also determines the threads that run the continuations of futures. */
final class Waiting {
    /** For blocking calls: the only continuation of the future is the waiting caller. */
    static final Executor AT_ONCE = Runnable::run;

    /** For futures that are returned to users: their continuations must not block the threads of a client. */
    static final Executor APART = new CompletableFuture<Void>().defaultExecutor();

    /** The minimum time to wait for an answer of the cluster before it counts as unavailable. */
    static final long ANSWER_NANOS = 1_000_000_000L;

    private Waiting() {}

    /** Returns the failure for a timeout in which the cluster did not answer whether the resource is taken. */
    static EngineException unanswered(@Nullable Throwable lastTrouble) {
        return unanswered("whether this is taken. Nothing is held.", lastTrouble);
    }

    /**
     * Returns the failure for a timeout in which the cluster did not answer.
     *
     * @param unknown what is unknown, and what that means for the caller
     */
    static EngineException unanswered(String unknown, @Nullable Throwable lastTrouble) {
        EngineException unanswered = new EngineException.Unavailable(
                "The cluster did not answer within the timeout, so it is unknown " + unknown
                        + " Try again; if this continues, check that a majority of the nodes is up and"
                        + " reachable.");
        if (lastTrouble != null) {
            unanswered.initCause(Failures.cause(lastTrouble));
        }
        return unanswered;
    }

    /** Waits for {@code future}. Cancels it if the caller is interrupted, unless it is complete by then. */
    static <T> T on(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            if (future.cancel(true)) {
                throw e;
            }
            Thread.currentThread().interrupt();
            return result(future);
        } catch (ExecutionException e) {
            throw Failures.unchecked(Failures.cause(e));
        }
    }

    /** Waits for {@code future} at most {@code timeout}. Cancels it and returns empty if it is not complete by then. */
    static <T> Optional<T> on(CompletableFuture<T> future, Duration timeout) throws InterruptedException {
        CompletableFuture<T> timed = future.copy();
        try {
            return Optional.of(timed.get(Math.max(0, nanos(timeout)), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return future.cancel(true) ? Optional.empty() : Optional.of(result(future));
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw Failures.unchecked(Failures.cause(e));
        }
    }

    private static <T> T result(CompletableFuture<T> complete) {
        try {
            return complete.join();
        } catch (RuntimeException e) {
            throw Failures.unchecked(Failures.cause(e));
        }
    }

    /**
     * Waits until {@code future} is complete, successfully or not, at most {@code timeout}. Returns early if
     * interrupted.
     */
    static void briefly(CompletableFuture<?> future, Duration timeout) {
        try {
            var unused = future.handle((result, failure) -> true).get(nanos(timeout), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The operation continues in the background.
            return;
        }
    }

    /**
     * Returns the value in {@code source}, which must not complete empty. Cancelling the result cancels the source; if
     * the source has a value by then, {@code unwanted} receives it.
     */
    static <T> CompletableFuture<T> present(CompletableFuture<Optional<T>> source, Consumer<T> unwanted) {
        CompletableFuture<T> present = source.thenApply(Optional::orElseThrow);
        var unused = present.whenComplete((result, failure) -> {
            if (present.isCancelled() && !source.cancel(true)) {
                var also = source.thenAccept(found -> found.ifPresent(unwanted));
            }
        });
        return present;
    }

    /** Runs {@code action} when {@code future} is cancelled, and returns {@code future}. */
    static <T> CompletableFuture<T> cancelling(CompletableFuture<T> future, Runnable action) {
        var unused = future.whenComplete((result, failure) -> {
            if (future.isCancelled()) {
                action.run();
            }
        });
        return future;
    }

    /** Returns {@code duration} in nanoseconds, limited to the range of a long. */
    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** Returns a future with the same result whose continuations run on the common pool. */
    static <T> CompletableFuture<T> apart(CompletableFuture<T> future) {
        return future.isDone() ? future.copy() : future.whenCompleteAsync((result, failure) -> {}, APART);
    }
}
