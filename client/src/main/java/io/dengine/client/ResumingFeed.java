package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchRequest;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import org.jspecify.annotations.Nullable;

/**
 * A watch that resumes where it stopped, as long as that is possible. One thread at a time polls; any thread may close.
 *
 * <p>It requests progress notifications even if the user does not: a watch without events for a long time could not
 * resume where it began once that revision is compacted.
 */
final class ResumingFeed extends Alarm {
    private final ClientCore core;
    private final WatchRequest request;
    private final Runnable wakeup;
    private volatile @Nullable WatchFeed feed;
    private volatile boolean closed;
    private volatile boolean begun;
    private volatile boolean resting;

    /** The first revision that was not delivered; 0 until it is known where the watch began. */
    private volatile long nextRevision;

    /** The incarnation of that revision; 0 until it is known. */
    private volatile long incarnation;

    private volatile @Nullable EngineException end;
    private volatile WatchItem.Ended lastEnd = new WatchItem.Ended(WatchItem.End.BROKEN, 0, "No node has answered.");

    // ---- used by the polling thread only
    private int failures;

    /**
     * @param wakeup runs when an item has arrived after a poll that found nothing; must return quickly and must not
     *     poll
     */
    ResumingFeed(ClientCore core, WatchRequest request, Runnable wakeup) {
        this.core = core;
        this.request = request;
        this.wakeup = wakeup;
        this.nextRevision = request.fromRevision();
        this.incarnation = request.incarnation() == 0 && nextRevision != 0 ? core.incarnation() : request.incarnation();
    }

    /** Returns true if no event from now on is missed. */
    boolean isBegun() {
        return begun;
    }

    /** Returns why the watch has ended, or null. */
    @Nullable
    EngineException end() {
        return end;
    }

    /** Returns why the last attempt to begin failed. */
    EngineException lastFailure() {
        return Failures.ended(lastEnd);
    }

    /** Returns the revision up to which everything was delivered. */
    long deliveredRevision() {
        return Math.max(0, nextRevision - 1);
    }

    /** Returns the incarnation of its revisions; 0 before the watch has begun. */
    long incarnation() {
        return incarnation;
    }

    /** Polls until it is known whether the watch has begun, and returns whether it has. */
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

    /** Returns the next changes, or null if there are none yet or the watch has ended. */
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

    /** Processes an item and returns true if the user must see it. */
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

    /** Processes a batch and returns true if the user has not seen it and must see it. */
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
        // The client notifies the watch that owns this feed.
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
