package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.ListenerCalls;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.api.Subscription;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A local copy of a key range that is kept up to date: read once, then watched from the next revision on. If the watch
 * cannot continue, the whole range is read again, so that no change is lost permanently.
 */
final class PrefixView implements Subscription {

    private final AsyncClient client;
    private final KeyRange range;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    // Guarded by this.
    private final NavigableMap<Bytes, KeyValue> rows = new TreeMap<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private boolean isRead;
    private long revision;
    private long incarnation;
    private long version;
    private @Nullable Snapshot snapshot;
    private @Nullable Feed feed;
    private int failuresInARow;
    private @Nullable Throwable end;

    /**
     * The complete content of the range at a revision.
     *
     * @param version counts the states that the view has shown. It orders states, which the revision does not: another
     *     incarnation of the cluster may start with small revisions again
     */
    record Snapshot(long version, long revision, NavigableMap<Bytes, KeyValue> rows) {}

    private record Awaited(long revision, CompletableFuture<Void> reached) {}

    PrefixView(AsyncClient client, KeyRange range) {
        this.client = client;
        this.range = range;
    }

    /** Starts reading. */
    PrefixView start() {
        scan();
        return this;
    }

    /** Completes when the range has been read for the first time. Fails if the view or its client is closed before. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Returns the current state: empty at revision 0 before the view is ready, the last state after its end. */
    synchronized Snapshot snapshot() {
        Snapshot present = snapshot;
        if (present == null) {
            present = new Snapshot(version, revision, Collections.unmodifiableNavigableMap(new TreeMap<>(rows)));
            snapshot = present;
        }
        return present;
    }

    private synchronized boolean isRead() {
        return isRead;
    }

    /**
     * Completes when the view contains the effect of a write to the range at this revision. Fails when the view ends.
     * Fails with {@link EngineException.OtherIncarnation} if the cluster has started another incarnation since, in
     * which that write may never have happened.
     */
    CompletableFuture<Void> reached(long wanted) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        synchronized (this) {
            if (end == null && revision < wanted) {
                awaited.add(new Awaited(wanted, reached));
                return reached;
            }
            if (revision >= wanted) {
                reached.complete(null);
            } else if (end != null) {
                reached.completeExceptionally(end);
            }
        }
        return reached;
    }

    /**
     * Calls {@code listener} with the current state and after each change: one call at a time, on threads of the common
     * pool. If changes come quickly, the listener may see only the newest state.
     */
    Subscription onChange(Consumer<Snapshot> listener) {
        Relay relay = new Relay(listener);
        relays.add(relay);
        relay.signal();
        return () -> relays.remove(relay);
    }

    // ---- reading

    private void scan() {
        var unused = client.scan(RangeQuery.of(range), ReadOptions.LINEARIZABLE).whenComplete((found, failure) -> {
            if (failure == null) {
                adopt(found);
            } else {
                interrupted(Failures.cause(failure));
            }
        });
    }

    private void adopt(Rows found) {
        Feed begun = new Feed();
        List<Awaited> disappointed;
        synchronized (this) {
            if (end != null) {
                return;
            }
            disappointed = enter(found.incarnation());
            rows.clear();
            for (KeyValue row : found.rows()) {
                rows.put(row.key(), row);
            }
            isRead = true;
            failuresInARow = 0;
            feed = begun;
            advance(found.revision());
        }
        fail(disappointed, otherHistory(found.incarnation()));
        changed();
        var unused = client.watch(WatchRequest.range(range).after(found), begun).whenComplete(begun::begun);
    }

    /**
     * Adopts the incarnation and returns the waiters for a revision of an earlier one, which must fail. The caller
     * holds the lock.
     */
    private List<Awaited> enter(long itsIncarnation) {
        boolean isOther = incarnation != 0 && itsIncarnation != 0 && incarnation != itsIncarnation;
        incarnation = itsIncarnation;
        if (!isOther) {
            return List.of();
        }
        revision = 0;
        List<Awaited> disappointed = List.copyOf(awaited);
        awaited.clear();
        return disappointed;
    }

    private static EngineException otherHistory(long incarnation) {
        return new EngineException.OtherIncarnation(
                "The cluster has begun another history: it was restored from a backup, an operator has accepted a loss,"
                        + " or its nodes lost their disks. The write that was waited for may not have happened in it."
                        + " Read what is there, and write it again if it is missing.",
                incarnation);
    }

    private static void fail(List<Awaited> disappointed, Throwable cause) {
        if (!disappointed.isEmpty()) {
            Waiting.APART.execute(
                    () -> disappointed.forEach(one -> one.reached().completeExceptionally(cause)));
        }
    }

    /** Handles a watch or read that failed: reads the whole range again, unless a retry cannot succeed. */
    private void interrupted(Throwable cause) {
        if (!Failures.mayPass(cause)) {
            end(cause);
            return;
        }
        int failures;
        synchronized (this) {
            failures = ++failuresInARow;
        }
        boolean atOnce = Failures.isPastGone(cause) && failures == 1;
        var unused = Timer.after(atOnce ? 0 : Timer.pauseNanos(failures), this::scanUnlessEnded);
    }

    private void scanUnlessEnded() {
        synchronized (this) {
            if (end != null) {
                return;
            }
        }
        scan();
    }

    /** Moves to a new state. The caller holds the lock. */
    private void advance(long reached) {
        revision = Math.max(revision, reached);
        version++;
        snapshot = null;
        for (Awaited one : List.copyOf(awaited)) {
            if (one.revision() <= revision) {
                awaited.remove(one);
                one.reached().completeAsync(() -> null);
            }
        }
    }

    private void changed() {
        if (!ready.isDone()) {
            ready.completeAsync(() -> null);
        }
        relays.forEach(Relay::signal);
    }

    /** One watch, until it ends. */
    private final class Feed implements WatchListener {
        // Guarded by the view.
        private @Nullable Subscription watch;
        private boolean closed;

        void begun(@Nullable Subscription subscription, @Nullable Throwable failure) {
            if (subscription == null) {
                onEnd(failure == null ? new IllegalStateException("neither a watch nor a failure") : failure);
                return;
            }
            synchronized (PrefixView.this) {
                watch = subscription;
                if (!closed) {
                    return;
                }
            }
            subscription.close();
        }

        @Override
        public void onBatch(WatchBatch batch) {
            synchronized (PrefixView.this) {
                if (feed != this) {
                    return;
                }
                for (WatchEvent event : batch.events()) {
                    if (event.isDeletion()) {
                        rows.remove(event.key());
                    } else {
                        rows.put(event.key(), event.current());
                    }
                }
                advance(batch.revision());
            }
            changed();
        }

        @Override
        public void onEnd(Throwable reason) {
            synchronized (PrefixView.this) {
                if (feed != this) {
                    return;
                }
                feed = null;
            }
            interrupted(Failures.cause(reason));
        }

        /** Marks the watch as closed and returns it, or null if it has not begun. The caller holds the view's lock. */
        @Nullable
        Subscription stop() {
            closed = true;
            return watch;
        }
    }

    // ---- the end

    @Override
    public void close() {
        end(new EngineException.Closed("The view was closed: it shows what it saw last. Open another one."));
    }

    private void end(Throwable cause) {
        Subscription watch = null;
        List<Awaited> disappointed;
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = cause;
            if (feed != null) {
                watch = feed.stop();
                feed = null;
            }
            disappointed = List.copyOf(awaited);
            awaited.clear();
        }
        if (watch != null) {
            watch.close();
        }
        relays.clear();
        Waiting.APART.execute(() -> ready.completeExceptionally(cause));
        fail(disappointed, cause);
    }

    /** Calls one listener, with at most one call at a time. */
    private final class Relay {
        private final Consumer<Snapshot> listener;
        private final ListenerCalls calls =
                new ListenerCalls("A listener of a view", "It is called again after the next change.");
        private final AtomicInteger signals = new AtomicInteger();
        private long shownVersion = -1;

        Relay(Consumer<Snapshot> listener) {
            this.listener = listener;
        }

        void signal() {
            if (signals.getAndIncrement() == 0) {
                Waiting.APART.execute(this::show);
            }
        }

        private void show() {
            int seen;
            do {
                seen = signals.get();
                boolean isThere = isRead(); // even an empty store is a state to show once it has been read
                Snapshot present = snapshot();
                if (isThere && present.version() != shownVersion && relays.contains(this)) {
                    shownVersion = present.version();
                    call(present);
                }
            } while (signals.addAndGet(-seen) != 0);
        }

        private void call(Snapshot present) {
            Throwable unused = calls.run(() -> listener.accept(present));
        }
    }
}
