package io.dengine.recipes;

import io.dengine.api.EngineException;
import io.dengine.api.Subscription;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One caller's passage through a gate: it creates a key at the gate, reads, waits for one change at a time, and passes
 * when it may.
 *
 * <pre>
 *   enter the session -> create the key -> read --- may pass ---> held
 *           ^                               ^ '--- not yet ---> wait for a change --.
 *           |                               '---------------------------------------'
 *           '--- the lease or the own key is gone: again, at the end of the line
 * </pre>
 *
 * <p>A caller that stops waiting, for any reason, leaves no key behind.
 */
final class Turn<H extends Held> {
    private final Session session;
    private final Gate gate;
    private final Function<Held.Grip, H> maker;
    private final CompletableFuture<Optional<H>> future = new CompletableFuture<>();
    private Executor executor = Waiting.AT_ONCE;
    private @Nullable Bytes valueOncePassed;
    private volatile boolean isImpatient;

    /** True if the last read showed that others are in the way. False while the cluster does not answer. */
    private volatile boolean isTaken;

    private volatile @Nullable Throwable lastTrouble;
    // Guarded by this.
    private @Nullable Attempt attempt;
    private @Nullable Subscription deadline;
    private boolean finished;

    /**
     * A turn that has not begun.
     *
     * @param maker creates the result when the caller has passed
     */
    Turn(Session session, Gate gate, Function<Held.Grip, H> maker) {
        this.session = session;
        this.gate = gate;
        this.maker = maker;
    }

    /** Completes the future on {@code chosen}. */
    Turn<H> on(Executor chosen) {
        executor = chosen;
        return this;
    }

    /**
     * Sets the value that the key gets when the caller has passed, so that later waiters see it. If the caller could
     * pass at the revision of its arrival, no other caller can have seen it wait, and the key keeps its value.
     */
    Turn<H> tellingOthers(Bytes chosen) {
        valueOncePassed = chosen;
        return this;
    }

    /** Waits without a time limit. */
    CompletableFuture<H> take() {
        return Waiting.present(begin(), Held::giveBack);
    }

    /**
     * Waits at most {@code patience}, plus up to one second if the cluster has not answered by then. If {@code
     * patience} is zero or negative, waits for answers only, for at most the client's timeout plus that second, and
     * writes nothing if the gate is closed. Fails with {@link EngineException.Unavailable} if it is unknown whether the
     * gate is closed.
     */
    CompletableFuture<Optional<H>> take(Duration patience) {
        long nanos = Waiting.nanos(patience);
        isImpatient = nanos <= 0;
        setDeadline(isImpatient ? Waiting.nanos(session.client().timeout()) : nanos, this::outOfPatience);
        return begin();
    }

    private void setDeadline(long nanos, Runnable action) {
        synchronized (this) {
            deadline = Timer.after(nanos, action);
        }
        if (isFinished()) {
            closeDeadline();
        }
    }

    private void closeDeadline() {
        Subscription set;
        synchronized (this) {
            set = deadline;
        }
        if (set != null) {
            set.close();
        }
    }

    private CompletableFuture<Optional<H>> begin() {
        var unused = future.whenComplete((held, failure) -> {
            if (future.isCancelled()) {
                finish(null, null);
            }
        });
        if (isImpatient) {
            glance();
        } else {
            join();
        }
        return future;
    }

    private void glance() {
        var unused = gate.isOpen().whenComplete((open, failure) -> {
            if (failure != null) {
                finish(null, Failures.cause(failure));
            } else if (open) {
                join();
            } else {
                finish(Optional.empty(), null);
            }
        });
    }

    private void join() {
        var unused = session.enter().whenComplete((stay, failure) -> {
            if (failure == null) {
                stand(stay);
            } else {
                finish(null, Failures.cause(failure));
            }
        });
    }

    private void stand(Session.Stay stay) {
        Attempt begun = new Attempt(stay);
        synchronized (this) {
            if (!finished) {
                attempt = begun;
            }
        }
        if (isCurrent(begun)) {
            begun.start();
        } else {
            stay.leave();
        }
    }

    private synchronized boolean isCurrent(Attempt some) {
        return attempt == some;
    }

    /** Clears the current attempt and returns true if it was {@code some}. */
    private synchronized boolean retire(Attempt some) {
        if (attempt != some) {
            return false;
        }
        attempt = null;
        return true;
    }

    private void outOfPatience() {
        isImpatient = true;
        if (isTaken) {
            withdraw();
            return;
        }
        setDeadline(Waiting.ANSWER_NANOS, this::withdraw);
    }

    private synchronized boolean isFinished() {
        return finished;
    }

    private void withdraw() {
        Attempt present;
        synchronized (this) {
            present = attempt;
        }
        if (present == null) {
            giveUp();
        } else {
            present.withdraw(1);
        }
    }

    /** Ends the wait: the gate is closed, or its state is unknown. */
    private void giveUp() {
        if (isTaken) {
            finish(Optional.empty(), null);
        } else {
            finish(null, Waiting.unanswered(lastTrouble));
        }
    }

    /** One place at the gate. */
    private final class Attempt {
        private final Session.Stay stay;
        private final OwnedKey key;
        private final Runnable mourner = this::restart;
        private final Until<Optional<Gate.Pass>> passed;

        Attempt(Session.Stay stay) {
            this.stay = stay;
            this.key = gate.newKey(stay);
            this.passed = new Until<>(stay.client(), this::look);
        }

        void start() {
            stay.tenure().onLoss(mourner);
            if (!isCurrent(this)) {
                return;
            }
            var unused = key.create().whenComplete((created, failure) -> {
                if (failure != null) {
                    fail(Failures.cause(failure));
                } else if (created.isEmpty()) {
                    restart();
                } else {
                    var also = passed.start().result().whenComplete(this::end);
                }
            });
        }

        private CompletableFuture<Until.Sight<Optional<Gate.Pass>>> look() {
            return gate.look(key, stay.tenure()).whenComplete((sight, failure) -> {
                lastTrouble = failure;
                isTaken &= failure == null;
                if (sight instanceof Until.Sight.NotYet) {
                    isTaken = true;
                    if (isImpatient) {
                        withdraw(1);
                    }
                }
            });
        }

        private void end(@Nullable Optional<Gate.Pass> pass, @Nullable Throwable failure) {
            if (failure != null) {
                fail(Failures.cause(failure));
            } else if (pass == null || pass.isEmpty()) {
                restart();
            } else if (retire(this)) {
                stay.tenure().forget(mourner);
                go(this, pass.get());
            }
        }

        /** Handles a failure. If the lease has expired, only the place in line is lost. */
        private void fail(Throwable cause) {
            if (cause instanceof EngineException.LeaseNotFound) {
                restart();
            } else if (retire(this)) {
                leave();
                finish(null, cause);
            }
        }

        private void restart() {
            if (retire(this)) {
                leave();
                if (isImpatient) {
                    giveUp();
                } else {
                    join();
                }
            }
        }

        /** Withdraws from the gate, unless the caller is already about to pass. */
        void withdraw(int times) {
            var unused = gate.mayWithdraw(key).whenComplete((may, failure) -> {
                if (failure == null && may) {
                    giveUp();
                } else if (failure != null && isCurrent(this)) {
                    var also = Timer.after(Timer.pauseNanos(times), () -> withdraw(times + 1));
                }
            });
        }

        void leave() {
            stay.tenure().forget(mourner);
            passed.cancel();
            var unused = stay.leave(key);
        }
    }

    private void go(Attempt gone, Gate.Pass pass) {
        Bytes told = valueOncePassed;
        boolean passedOnArrival = pass.seenRevision() == gone.key.token();
        if (told != null && !passedOnArrival) {
            var unused = gone.key.rewrite(told);
        }
        Held.Grip grip = new Held.Grip(gone.stay, gone.key, pass);
        synchronized (this) {
            if (finished) {
                var unused = grip.drop();
                return;
            }
        }
        finish(Optional.of(maker.apply(grip)), null);
    }

    /** Ends the turn. If both arguments are null, the caller has stopped waiting. */
    private void finish(@Nullable Optional<H> outcome, @Nullable Throwable failure) {
        Attempt last;
        boolean first;
        synchronized (this) {
            first = !finished;
            finished = true;
            last = attempt;
            attempt = null;
        }
        closeDeadline();
        if (last != null) {
            last.leave();
        }
        if (first) {
            executor.execute(() -> deliver(outcome, failure));
        } else if (outcome != null) {
            outcome.ifPresent(Held::giveBack);
        }
    }

    private void deliver(@Nullable Optional<H> outcome, @Nullable Throwable failure) {
        if (failure != null) {
            boolean unused = future.completeExceptionally(failure);
        } else if (outcome != null && !future.complete(outcome)) {
            outcome.ifPresent(Held::giveBack);
        }
    }
}
