package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchRequest;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import org.jspecify.annotations.Nullable;

/**
 * A watch that begins again where it stopped, until it is impossible. One thread at a time polls; any thread closes.
 *
 * <p>It asks for marks of progress even if the user does not: a watch that sees nothing for long could not begin again
 * where it began, once that is compacted.
 */
final class ResumingFeed extends Alarm {
    private final ClientCore core;
    private final WatchRequest request;
    private final Runnable wakeup;
    private volatile @Nullable WatchFeed feed;
    private volatile boolean closed;
    private volatile boolean begun;
    private volatile boolean resting;

    /** The first revision that was not handed out; 0 before it is known where the watch began. */
    private volatile long nextRevision;

    /** The history of that revision; 0 before it is known. */
    private volatile long incarnation;

    private volatile @Nullable EngineException end;
    private volatile WatchItem.Ended lastEnd = new WatchItem.Ended(WatchItem.End.BROKEN, 0, "No node has answered.");

    // ---- the polling thread's
    private int failures;

    /** @param wakeup runs after something arrived where a poll found nothing; must be short and must not poll */
    ResumingFeed(ClientCore core, WatchRequest request, Runnable wakeup) {
        this.core = core;
        this.request = request;
        this.wakeup = wakeup;
        this.nextRevision = request.fromRevision();
        this.incarnation = request.incarnation() == 0 && nextRevision != 0 ? core.incarnation() : request.incarnation();
    }

    /** Whether nothing that happens from now on is missed. */
    boolean isBegun() {
        return begun;
    }

    /** Why nothing follows, or null. */
    @Nullable
    EngineException end() {
        return end;
    }

    /** Why it did not begin when it was last tried. */
    EngineException lastFailure() {
        return Failures.ended(lastEnd);
    }

    /** Everything up to this revision was handed out. */
    long deliveredRevision() {
        return Math.max(0, nextRevision - 1);
    }

    /** The history that its revisions belong to; 0 before it has begun. */
    long incarnation() {
        return incarnation;
    }

    /** Polls until it is known whether the watch has begun; answers whether it has. */
    boolean pollBegin() {
        while (!begun) {
            WatchItem item = next();
            if (item == null) {
                return false;
            }
            isNews(item);
        }
        return true;
    }

    /** The next changes, or null if there are none yet, or no more. */
    @Nullable
    WatchBatch poll() {
        while (true) {
            WatchItem item = next();
            if (item == null) {
                return null;
            }
            if (isNews(item) && item instanceof WatchItem.Changes changes) {
                return changes.batch();
            }
        }
    }

    private @Nullable WatchItem next() {
        while (!closed && end == null && !resting) {
            WatchFeed current = feed;
            if (current != null) {
                return current.poll();
            }
            begin();
        }
        return null;
    }

    /** Takes note of an item, and answers whether the user is to be told. */
    private boolean isNews(WatchItem item) {
        if (item instanceof WatchItem.Changes changes) {
            return isNew(changes.batch());
        }
        if (item instanceof WatchItem.Begun start) {
            begun(start);
        } else if (item instanceof WatchItem.Ended ended) {
            ended(ended);
        }
        return false;
    }

    private void begin() {
        long from = nextRevision;
        WatchRequest wish = new WatchRequest(request.range(), from, request.previousValues(), true, incarnation);
        WatchFeed fresh;
        try {
            fresh = core.target().watch(wish, wakeup);
        } catch (RuntimeException e) {
            lastEnd = new WatchItem.Ended(WatchItem.End.BROKEN, 0, e.toString());
            rest();
            return;
        }
        feed = fresh;
        if (closed) {
            fresh.close();
        }
    }

    private void begun(WatchItem.Begun start) {
        if (nextRevision == 0) {
            nextRevision = start.revision() + 1;
        }
        incarnation = start.incarnation();
        core.met(incarnation);
        begun = true;
    }

    /** Takes note of a batch, and answers whether the user has not seen it and wants to. */
    private boolean isNew(WatchBatch batch) {
        long next = nextRevision;
        failures = 0;
        if (batch.isProgress()) {
            nextRevision = Math.max(next, batch.revision() + 1);
            return request.progress() && batch.revision() >= next - 1;
        }
        nextRevision = Math.max(next, batch.revision() + 1);
        return batch.revision() >= next;
    }

    private void ended(WatchItem.Ended ended) {
        WatchFeed over = feed;
        feed = null;
        if (over != null) {
            over.close();
        }
        lastEnd = ended;
        switch (ended.end()) {
            case COMPACTED, INVALID_REQUEST, OTHER_INCARNATION -> end = Failures.ended(ended);
            case CANCELED -> {
                if (begun) {
                    nextRevision = Math.max(nextRevision, ended.revision() + 1);
                }
                rest();
            }
            case OVERLOADED, BROKEN -> rest();
        }
    }

    private void rest() {
        failures++;
        resting = true;
        long wake = core.timers().nanoTime() + Backoff.nanos(failures, core.chance());
        if (!core.timers().set(this, wake)) {
            clientClosed();
        }
    }

    @Override
    void ring() {
        resting = false;
        wakeup.run();
    }

    @Override
    void clientClosed() {
        // Whoever owns the watch is told by the client.
    }

    void close() {
        closed = true;
        core.timers().cancel(this);
        WatchFeed current = feed;
        if (current != null) {
            current.close();
        }
    }
}
