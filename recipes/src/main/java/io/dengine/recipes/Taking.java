package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Compare;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.ReadOptions;
import io.dengine.api.Subscription;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One caller's attempt to take an element of a queue.
 *
 * <pre>
 *   look for an element, claim it ------- claimed ---> Delivery
 *         '--- queue is empty ---> wait in line ---> first: look, wait for an arrival, look again
 * </pre>
 */
final class Taking {
    private final Session session;
    private final AsyncClient client;
    private final QueueKeys keys;
    private final Gate line;
    private final CompletableFuture<Optional<Delivery>> future = new CompletableFuture<>();
    private Executor executor = Waiting.AT_ONCE;
    private boolean isHasty;

    /** True if the last read found no element. False while the cluster does not answer. */
    private volatile boolean isEmpty;

    private volatile @Nullable Throwable lastTrouble;
    // Guarded by this.
    private @Nullable CompletableFuture<Held> place;
    private @Nullable Service service;
    private @Nullable Subscription deadline;
    private boolean finished;

    Taking(Session session, QueueKeys keys) {
        this.session = session;
        this.client = session.client();
        this.keys = keys;
        this.line = new Line(client, keys.line()).gate(Rule::exclusive, Bytes.EMPTY);
    }

    /** Completes the future on {@code chosen}. */
    Taking on(Executor chosen) {
        executor = chosen;
        return this;
    }

    CompletableFuture<Delivery> begin() {
        return Waiting.present(start(), Held::giveBack);
    }

    CompletableFuture<Optional<Delivery>> begin(Duration patience) {
        long nanos = Waiting.nanos(patience);
        isHasty = nanos <= 0;
        setDeadline(isHasty ? Waiting.nanos(client.timeout()) : nanos, this::outOfPatience);
        return start();
    }

    private void setDeadline(long nanos, Runnable action) {
        Subscription set = Timer.after(nanos, action);
        synchronized (this) {
            deadline = set;
        }
        if (isFinished()) {
            set.close();
        }
    }

    private void outOfPatience() {
        if (isEmpty) {
            finish(Optional.empty(), null);
        } else {
            setDeadline(Waiting.ANSWER_NANOS, this::giveUp);
        }
    }

    private void giveUp() {
        if (isEmpty) {
            finish(Optional.empty(), null);
        } else {
            finish(null, Waiting.unanswered(lastTrouble));
        }
    }

    private CompletableFuture<Optional<Delivery>> start() {
        var unused = Waiting.cancelling(future, () -> finish(null, null));
        glance();
        return future;
    }

    /**
     * Makes the first read, which is linearizable: it sees every element that was put before, by any client, even for a
     * caller that does not wait.
     */
    private void glance() {
        var unused = look(tenure -> ReadOptions.LINEARIZABLE).whenComplete((sight, failure) -> {
            if (failure != null) {
                glanceFailed(Failures.cause(failure));
            } else if (sight instanceof Until.Sight.Enough<Delivery> enough) {
                finish(Optional.of(enough.value()), null);
            } else if (isHasty) {
                finish(Optional.empty(), null);
            } else {
                standInLine();
            }
        });
    }

    /** Retries if the lease has expired: a new lease is needed, and nothing is lost. */
    private void glanceFailed(Throwable cause) {
        if (cause instanceof EngineException.LeaseNotFound && !isFinished()) {
            glance();
        } else {
            finish(null, cause);
        }
    }

    // ---- looking

    /**
     * Reads on any node, not before the newest revision seen: a waiter in line has seen a revision and continues from
     * there.
     */
    private CompletableFuture<Until.Sight<Delivery>> look() {
        return look(tenure -> ReadOptions.EVENTUAL.notBefore(tenure.seenRevision()));
    }

    private CompletableFuture<Until.Sight<Delivery>> look(Function<Tenure, ReadOptions> options) {
        return session.enter().thenCompose(stay -> look(stay, options)).whenComplete((sight, failure) -> {
            isEmpty = sight instanceof Until.Sight.NotYet;
            lastTrouble = failure;
        });
    }

    private CompletableFuture<Until.Sight<Delivery>> look(Session.Stay stay, Function<Tenure, ReadOptions> options) {
        return search(stay, options).whenComplete((sight, failure) -> {
            if (!(sight instanceof Until.Sight.Enough)) {
                stay.leave();
            }
        });
    }

    private CompletableFuture<Until.Sight<Delivery>> search(Session.Stay stay, Function<Tenure, ReadOptions> options) {
        return QueueSearch.run(client, keys, options.apply(stay.tenure())).thenCompose(found -> {
            stay.tenure().saw(found.oldest().revision());
            return found.item().isPresent()
                    ? claim(stay, found.item().get(), options)
                    : CompletableFuture.completedFuture(new Until.Sight.NotYet<>(keys.arrival(found.oldest())));
        });
    }

    private CompletableFuture<Until.Sight<Delivery>> claim(
            Session.Stay stay, KeyValue item, Function<Tenure, ReadOptions> options) {
        String name = stay.tenure().nextName();
        OwnedKey claim = new OwnedKey(stay, keys.claim(item.key()), Bytes.utf8(name), keys.mark(name));
        Compare isThere = Compare.number(
                item.key(), Compare.Target.CREATE_REVISION, Compare.Operator.EQUAL, item.createRevision());
        return claim.create(List.of(isThere), new Operation.Get(item.key())).thenCompose(created -> {
            if (created.isEmpty()) {
                var unused = claim.remove();
                return search(stay, options);
            }
            OwnedKey.Created mine = created.get();
            List<KeyValue> rows = mine.reads().get(0).rows();
            if (rows.isEmpty()) {
                // An earlier attempt claimed it, and the element was removed before the client found out.
                return claim.remove().thenCompose(nothing -> search(stay, options));
            }
            Held.Grip grip = new Held.Grip(stay, claim, new Gate.Pass(mine.seenRevision(), mine.token()));
            return CompletableFuture.completedFuture(new Until.Sight.Enough<>(new Delivery(grip, rows.get(0))));
        });
    }

    // ---- waiting

    private void standInLine() {
        CompletableFuture<Held> begun = new Turn<>(session, line, Held::new).take();
        synchronized (this) {
            place = begun;
        }
        var unused = begun.whenComplete((front, failure) -> {
            if (failure == null) {
                serve(front);
            } else {
                finish(null, Failures.cause(failure));
            }
        });
        if (isFinished()) {
            begun.cancel(true);
        }
    }

    private synchronized boolean isFinished() {
        return finished;
    }

    private void serve(Held front) {
        Service begun = new Service(front);
        synchronized (this) {
            if (!finished) {
                service = begun;
            }
        }
        begun.run();
    }

    /** The time that this caller spends at the front of the line. */
    private final class Service {
        private final Held front;
        private final Until<Delivery> found = new Until<>(client, Taking.this::look, Held::giveBack);

        Service(Held front) {
            this.front = front;
        }

        void run() {
            var unused = found.result().whenComplete((delivery, failure) -> {
                if (failure == null) {
                    stop();
                    finish(Optional.of(delivery), null);
                } else {
                    fail(Failures.cause(failure));
                }
            });
            var also = front.over().thenRun(this::again);
            if (isCurrent(this)) {
                var third = found.start();
            } else {
                stop();
            }
        }

        /** Handles a failed search. If the lease has expired, only the place in line is lost. */
        private void fail(Throwable cause) {
            if (cause instanceof EngineException.LeaseNotFound) {
                again();
            } else if (stop()) {
                finish(null, cause);
            }
        }

        private void again() {
            if (stop()) {
                standInLine();
            }
        }

        /** Ends this service and returns true if it was the current one. */
        boolean stop() {
            boolean current = retire(this);
            found.cancel();
            var unused = front.release();
            return current;
        }
    }

    private synchronized boolean isCurrent(Service some) {
        return service == some;
    }

    private synchronized boolean retire(Service some) {
        boolean current = service == some;
        if (current) {
            service = null;
        }
        return current;
    }

    // ---- the end

    /** Ends the attempt. If both arguments are null, the caller has stopped waiting. */
    private void finish(@Nullable Optional<Delivery> outcome, @Nullable Throwable failure) {
        boolean first;
        CompletableFuture<Held> standing;
        Service serving;
        Subscription set;
        synchronized (this) {
            first = !finished;
            finished = true;
            standing = place;
            serving = service;
            set = deadline;
        }
        if (set != null) {
            set.close();
        }
        if (standing != null) {
            standing.cancel(true);
        }
        if (serving != null) {
            serving.stop();
        }
        if (first) {
            executor.execute(() -> deliver(outcome, failure));
        } else if (outcome != null) {
            outcome.ifPresent(Held::giveBack);
        }
    }

    private void deliver(@Nullable Optional<Delivery> outcome, @Nullable Throwable failure) {
        if (failure != null) {
            boolean unused = future.completeExceptionally(failure);
        } else if (outcome != null && !future.complete(outcome)) {
            outcome.ifPresent(Held::giveBack);
        }
    }
}
