package io.dengine.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The future that users receive. The thread that learns the result settles it, and never runs the users' continuations:
 * it wakes the thread that waits in {@link #get}, which continues at once, or leaves the rest to the executor.
 *
 * @param <T> the type of the result
 */
final class ClientFuture<T> extends CompletableFuture<T> {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ClientFuture.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Executor executor;

    /** Null, then the waiting thread if there is one, then {@link Settled}. */
    private volatile @Nullable Object state;

    private record Settled(@Nullable Object value, @Nullable Throwable failure) {}

    ClientFuture(Executor executor) {
        this.executor = executor;
    }

    /** Completes the future with a value. Only one call of this or {@link #settleFailure} is allowed. */
    void settle(@Nullable T value) {
        settle(new Settled(value, null));
    }

    void settleFailure(Throwable failure) {
        settle(new Settled(null, failure));
    }

    private void settle(Settled settled) {
        Object before = STATE.getAndSet(this, settled);
        if (before instanceof Thread waiting) {
            LockSupport.unpark(waiting);
            return;
        }
        try {
            executor.execute(this::publish);
        } catch (RejectedExecutionException e) {
            // A user's executor that was shut down: the waiter must not wait forever.
            publish();
        }
    }

    @SuppressWarnings("unchecked") // it came in as a T
    private void publish() {
        if (state instanceof Settled settled) {
            Throwable failure = settled.failure();
            if (failure != null) {
                super.completeExceptionally(failure);
            } else {
                super.complete((T) settled.value());
            }
        }
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (becomesWaiting()) {
            while (isOpen()) {
                if (Thread.interrupted()) {
                    leave();
                    throw new InterruptedException();
                }
                LockSupport.park(this);
            }
            leave();
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        if (becomesWaiting()) {
            long restNanos = deadline - System.nanoTime();
            while (isOpen() && restNanos > 0) {
                if (Thread.interrupted()) {
                    leave();
                    throw new InterruptedException();
                }
                LockSupport.parkNanos(this, restNanos);
                restNanos = deadline - System.nanoTime();
            }
            leave();
        }
        return super.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    @Override
    public T join() {
        if (becomesWaiting()) {
            boolean interrupted = false;
            while (isOpen()) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            leave();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return super.join();
    }

    /**
     * Makes this thread the one to wake, and returns whether it is. Other threads wait until that one has published the
     * result.
     */
    private boolean becomesWaiting() {
        if (isDone()) {
            return false;
        }
        if (STATE.compareAndSet(this, null, Thread.currentThread())) {
            return true;
        }
        publish();
        return false;
    }

    private boolean isOpen() {
        return state == Thread.currentThread() && !isDone();
    }

    /** Stops waiting and publishes the result if it was settled: this may block only this thread. */
    private void leave() {
        if (!STATE.compareAndSet(this, Thread.currentThread(), null)) {
            publish();
        }
    }

    // ---- a user may complete the future as well

    @Override
    public boolean complete(T value) {
        boolean completed = super.complete(value);
        wakeWaiting();
        return completed;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean completed = super.completeExceptionally(failure);
        wakeWaiting();
        return completed;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        wakeWaiting();
        return cancelled;
    }

    private void wakeWaiting() {
        if (state instanceof Thread waiting) {
            LockSupport.unpark(waiting);
        }
    }
}
