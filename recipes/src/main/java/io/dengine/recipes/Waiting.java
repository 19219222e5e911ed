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

/** How callers wait for recipes, and where the continuations of their futures run. */
final class Waiting {
    /** For whoever waits in a call: nothing hangs on the future but that caller. */
    static final Executor AT_ONCE = Runnable::run;

    /** For futures that are handed out: what users hang on them must not hold up the threads of a client. */
    static final Executor APART = new CompletableFuture<Void>().defaultExecutor();

    /** How long an answer of the cluster is waited for, at least, before it counts as out of reach. */
    static final long ANSWER_NANOS = 1_000_000_000L;

    private Waiting() {}

    /** That a time is over, and that the cluster has not said in it whether what was wanted is taken. */
    static EngineException unanswered(@Nullable Throwable lastTrouble) {
        return unanswered("whether this is taken. Nothing is held.", lastTrouble);
    }

    /**
     * That a time is over, and that the cluster has not said in it what was asked.
     *
     * @param unknown what is not known, and what that means for the caller
     */
    static EngineException unanswered(String unknown, @Nullable Throwable lastTrouble) {
        EngineException unanswered =
                new EngineException.Unavailable("The cluster did not answer in that time, so it is not known " + unknown
                        + " Try again; if it goes on, see whether most of the nodes are up and can be reached.");
        if (lastTrouble != null) {
            unanswered.initCause(Failures.cause(lastTrouble));
        }
        return unanswered;
    }

    /** Waits for {@code future}. It is cancelled when the caller is interrupted, unless it has its result by then. */
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

    /**
     * As {@link #on(CompletableFuture)}, no longer than {@code timeout}; empty, and cancelled, if it was not enough.
     */
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
     * Waits until {@code future} is complete in whichever way, no longer than {@code timeout}, nor when interrupted.
     */
    static void briefly(CompletableFuture<?> future, Duration timeout) {
        try {
            var unused = future.handle((result, failure) -> true).get(nanos(timeout), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What was begun goes on without the caller.
            return;
        }
    }

    /**
     * What is in {@code source}, which must not be empty. Cancelling it cancels the source; a result that the source
     * has by then is given to {@code unwanted}.
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

    /** {@code future}, whose cancellation has {@code action} run. */
    static <T> CompletableFuture<T> cancelling(CompletableFuture<T> future, Runnable action) {
        var unused = future.whenComplete((result, failure) -> {
            if (future.isCancelled()) {
                action.run();
            }
        });
        return future;
    }

    /** {@code duration} in nanoseconds, or as many as there can be. */
    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** The same result, whose continuations run elsewhere. */
    static <T> CompletableFuture<T> apart(CompletableFuture<T> future) {
        return future.isDone() ? future.copy() : future.whenCompleteAsync((result, failure) -> {}, APART);
    }
}
