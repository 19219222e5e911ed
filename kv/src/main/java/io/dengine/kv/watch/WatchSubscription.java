package io.dengine.kv.watch;

import io.dengine.api.WatchEvent;
import io.dengine.call.WatchRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A running watch. One thread at a time polls; any thread closes.
 *
 * <p>It delivers first the changes of the past, which {@link #poll} reads from the history itself, then the changes
 * that the hub has queued meanwhile and queues from then on.
 */
public final class WatchSubscription implements AutoCloseable {
    private final WatchHub hub;
    private final WatchTarget target;
    private final long incarnation;
    private final long fromRevision;
    private final Runnable wakeup;
    private final WatchConfig config;
    private final Backlog backlog;

    private final ConcurrentLinkedQueue<WatchMessage> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queuedMessages = new AtomicInteger();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    // ---- written by the hub before the subscription is announced
    private volatile @Nullable Publication catchUpFrom;
    private long catchUpTo;
    private @Nullable Publication lastRestart;

    // ---- owned by the polling thread
    private @Nullable Publication cursor;
    private boolean caughtUp;
    private boolean finished;
    private long deliveredRevision; // every matching change up to it was delivered

    /** The reason why the queue had no room, or null. The hub writes it before it takes anything out of the queue. */
    private volatile WatchMessage.@Nullable Reason overflow;

    // ---- owned by the hub
    private final List<WatchEvent> gathered = new ArrayList<>();
    private long oldestRevision;
    private long oldestBytes;

    WatchSubscription(
            WatchHub hub,
            WatchTarget target,
            long incarnation,
            long fromRevision,
            Runnable wakeup,
            WatchConfig config,
            WatchRoom room) {
        this.hub = hub;
        this.target = target;
        this.incarnation = incarnation;
        this.fromRevision = fromRevision;
        this.deliveredRevision = fromRevision - 1;
        this.wakeup = wakeup;
        this.config = config;
        this.backlog = new Backlog(room);
    }

    public WatchTarget target() {
        return target;
    }

    /** Returns the history whose changes it delivers, or {@link WatchHub#ANY_INCARNATION}. */
    public long incarnation() {
        return incarnation;
    }

    /** Returns the first revision that it delivers. */
    public long fromRevision() {
        return fromRevision;
    }

    /**
     * Returns the next message, or null if there is none yet: the wakeup runs after one arrived. No message follows the
     * {@linkplain WatchMessage#isLast last} one.
     */
    public @Nullable WatchMessage poll() {
        if (finished) {
            return null;
        }
        backlog.handedOutIsGone();
        WatchMessage message = null;
        if (!caughtUp) {
            if (catchUpFrom == null && rest()) {
                return null;
            }
            message = nextOfPast();
        }
        if (message == null) {
            message = nextQueued();
        } else if (!message.isLast() && !backlog.handOut(weight(message))) {
            message = new WatchMessage.Canceled(deliveredRevision, WatchMessage.Reason.NO_MEMORY);
        }
        if (message instanceof WatchMessage.Events events) {
            deliveredRevision = events.revision();
        }
        if (message != null && message.isLast()) {
            finished = true;
            close();
        }
        return message;
    }

    /** Requests a {@link WatchMessage.Progress} after everything delivered by then. Any thread. */
    public void requestProgress() {
        hub.requestProgress(this);
    }

    /** Ends the watch without a further message. May be called any number of times. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            backlog.close();
            hub.unsubscribe(this);
        }
    }

    /** Returns whether there is still nothing to deliver after the next arrival was allowed to wake. */
    private boolean rest() {
        signalled.set(false);
        return catchUpFrom == null && queue.isEmpty();
    }

    /**
     * Returns the next queued message. A message that was taken before the overflow is the oldest of all, because no
     * other code had removed any: it is delivered. A message that may have been taken after the overflow is not
     * delivered, because some before it may be lost.
     */
    private @Nullable WatchMessage nextQueued() {
        WatchMessage message = queue.poll();
        if (message == null) {
            signalled.set(false);
            message = queue.poll();
        }
        WatchMessage.Reason why = overflow; // checked after the message was taken
        if (why != null) {
            return new WatchMessage.Canceled(deliveredRevision, why);
        }
        if (message == null) {
            return null;
        }
        if (message instanceof WatchMessage.Progress progress) {
            deliveredRevision = progress.revision();
        }
        queuedMessages.decrementAndGet();
        backlog.handOutQueued(weight(message));
        return message;
    }

    /** Returns the next matching publication of the history up to where the hub stood; null at its end. */
    private @Nullable WatchMessage nextOfPast() {
        Publication at = cursor == null ? catchUpFrom : cursor;
        while (at != null && at.revision() < catchUpTo) {
            Publication next = at.next();
            if (next == at || next == null) {
                // Not an end while only changes before the first to deliver were removed.
                next = at.revision() < fromRevision ? hub.headSince(lastRestart) : null;
                if (next == null || next.revision() >= fromRevision) {
                    return overtaken(at, next != null, 0);
                }
            }
            List<WatchEvent> events = next.revision() < fromRevision ? List.of() : next.events();
            if (events == null) {
                return overtaken(at, at.revision() < fromRevision, next.revision() + 1);
            }
            at = next;
            cursor = at;
            WatchMessage message = matching(next.revision(), events);
            if (message != null) {
                return message;
            }
        }
        caughtUp = at != null;
        deliveredRevision = Math.max(deliveredRevision, catchUpTo);
        cursor = null;
        catchUpFrom = null;
        return null;
    }

    /**
     * Returns the last message of a watch whose next change is gone.
     *
     * @param isCompacted whether that was removed because it is old, before anything was delivered
     * @param atLeast a revision that the oldest one to watch from is not below
     */
    private WatchMessage overtaken(Publication at, boolean isCompacted, long atLeast) {
        long present = hub.incarnation();
        if (isElsewhere(present)) {
            return new WatchMessage.OtherIncarnation(present);
        }
        return isCompacted && belongsTo(present)
                ? new WatchMessage.Compacted(Math.max(atLeast, hub.oldestRevision()))
                : new WatchMessage.Canceled(
                        Math.max(at.revision(), fromRevision - 1), WatchMessage.Reason.STATE_REPLACED);
    }

    private @Nullable WatchMessage matching(long revision, List<WatchEvent> events) {
        List<WatchEvent> matching = new ArrayList<>();
        for (WatchEvent event : events) {
            if (target.matches(event.key())) {
                matching.add(event);
            }
        }
        return matching.isEmpty()
                ? null
                : new WatchMessage.Events(revision, Publication.compact(matching, config.maxQueuedBytes()));
    }

    // ---- called by the hub

    /**
     * Lets the polling thread read the publications after {@code from}, up to that of {@code upToRevision}.
     *
     * @param restart the last restart of the history that contains them
     */
    void beginAt(Publication from, long upToRevision, Publication restart) {
        catchUpTo = upToRevision;
        lastRestart = restart;
        catchUpFrom = from;
        signal();
    }

    boolean isClosed() {
        return closed.get();
    }

    List<WatchEvent> gathered() {
        return gathered;
    }

    /** Queues the changes of a revision; returns false if there was no room, and then the watch has ended. */
    boolean offer(WatchMessage.Events events) {
        if (closed.get() || overflow != null) {
            return false;
        }
        if (events.revision() < fromRevision) {
            return true;
        }
        long weight = weight(events);
        if (queuedMessages.get() >= config.maxQueuedMessages() || isFull(weight)) {
            overflow(WatchMessage.Reason.TOO_SLOW);
            return false;
        }
        if (!backlog.queue(weight)) {
            overflow(WatchMessage.Reason.NO_MEMORY);
            return false;
        }
        enqueue(events);
        return true;
    }

    /** Returns whether there is no room behind the oldest message, which may be as large as a revision is. */
    private boolean isFull(long weight) {
        long queued = backlog.queuedBytes() + weight;
        if (queued <= config.maxQueuedBytes()) {
            return false;
        }
        WatchMessage first = queue.peek();
        if (!(first instanceof WatchMessage.Events oldest)) {
            return first != null;
        }
        if (oldest.revision() != oldestRevision) {
            oldestRevision = oldest.revision();
            oldestBytes = weight(oldest);
        }
        return queued - oldestBytes > config.maxQueuedBytes();
    }

    /**
     * Queues a progress notification, unless there is no room for it or the watch has not reached its first revision.
     */
    void offerProgress(long revision) {
        if (!closed.get()
                && overflow == null
                && revision >= fromRevision - 1
                && queuedMessages.get() < config.maxQueuedMessages()) {
            WatchMessage mark = new WatchMessage.Progress(revision);
            if (backlog.queue(weight(mark))) {
                enqueue(mark);
            }
        }
    }

    /** Returns whether the watch belongs to the history that the hub is in. */
    boolean belongsTo(long present) {
        return incarnation == WatchHub.ANY_INCARNATION || incarnation == present;
    }

    /** Returns whether the watch belongs to another history; false while the hub does not know its own. */
    boolean isElsewhere(long present) {
        return present != 0 && !belongsTo(present);
    }

    /** Ends the watch, because the history is another one. There is always room for this message. */
    void leave(long present) {
        enqueue(new WatchMessage.OtherIncarnation(present));
    }

    /**
     * Ends the watch, in which everything up to {@code revision} was delivered. There is always room for this message.
     */
    void cancel(long revision, WatchMessage.Reason reason) {
        enqueue(new WatchMessage.Canceled(Math.max(revision, fromRevision - 1), reason));
    }

    /** Ends the watch, because its first revision was compacted. */
    void refuse(long oldestRevision) {
        enqueue(new WatchMessage.Compacted(oldestRevision));
    }

    /** Ends the watch after what was delivered by then. Drops the queue: its reader may never come back. */
    private void overflow(WatchMessage.Reason reason) {
        overflow = reason;
        queue.clear();
        backlog.close();
        signal();
    }

    /** Queues a message that has room in the backlog, or a last message, which needs none. */
    private void enqueue(WatchMessage message) {
        queuedMessages.incrementAndGet();
        queue.add(message);
        signal();
    }

    private void signal() {
        if (signalled.getAndSet(true)) {
            return;
        }
        try {
            wakeup.run();
        } catch (RuntimeException e) {
            // One watcher's fault must not end the watches of all others; this one receives nothing any more.
            close();
        }
    }

    private static long weight(WatchMessage message) {
        long weight = message.isLast() ? 0 : 64;
        if (message instanceof WatchMessage.Events events) {
            for (WatchEvent event : events.events()) {
                weight += Publication.weightBytes(event);
            }
        }
        return weight;
    }
}
