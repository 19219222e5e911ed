package io.dengine.kv.watch;

import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.call.WatchRoom;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what the apply thread appended to the watches.
 *
 * <p>Any thread subscribes. The apply thread appends and trims. The driver, which runs the stage, owns the index of
 * subscriptions: it is a thread in production, a scheduler in a simulation. Without watches, the hub rests.
 */
public final class WatchHub implements Stage {
    /** The argument of {@link #subscribe} for a watch of the changes after the call only. */
    public static final long FROM_NOW = 0;

    /** The argument of {@link #subscribe} for a watch in whatever history the store is in. */
    public static final long ANY_INCARNATION = 0;

    /** The number of publications per step, so that requests need not wait for long. */
    private static final int PUBLICATIONS_A_STEP = 256;

    private final WatchConfig config;
    private final WatchHistory history;
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
    private volatile Runnable waker = () -> {};
    private volatile long floor;
    private volatile long incarnation;

    /** The publication after which watches continue that were overtaken because the store was replaced. */
    private volatile Publication restarted;

    // ---- owned by the driver
    private final WatchIndex index = new WatchIndex();
    private final List<WatchSubscription> touched = new ArrayList<>();
    private final List<WatchSubscription> ended = new ArrayList<>();
    private volatile Publication position;
    private boolean stopped;
    private final AtomicLong delivered = new AtomicLong(); // written by the driver alone

    /** Creates the hub of a store that is at {@code revision} of {@code incarnation}. */
    public WatchHub(WatchConfig config, long revision, long incarnation) {
        this.config = config;
        this.incarnation = incarnation;
        this.history = new WatchHistory(Publication.begin(revision));
        this.position = history.tail();
        this.restarted = position;
    }

    // ---- any thread

    /** Starts a watch in whatever history this is; see {@link #subscribe(WatchTarget, long, long, Runnable)}. */
    public WatchSubscription subscribe(WatchTarget target, long fromRevision, Runnable wakeup) {
        return subscribe(target, ANY_INCARNATION, fromRevision, wakeup);
    }

    /** Starts a watch; see {@link #subscribe(WatchTarget, long, long, Runnable, WatchRoom)}. */
    public WatchSubscription subscribe(WatchTarget target, long incarnation, long fromRevision, Runnable wakeup) {
        return subscribe(target, incarnation, fromRevision, wakeup, WatchRoom.UNBOUNDED);
    }

    /**
     * Starts a watch.
     *
     * @param incarnation the history that {@code fromRevision} belongs to, or {@link #ANY_INCARNATION}; in another one
     *     the watch ends with {@link WatchMessage.OtherIncarnation}
     * @param fromRevision the first revision to deliver, past or future, or {@link #FROM_NOW}
     * @param wakeup runs on the driver's thread after a message arrived at a subscription whose poll found none; must
     *     be short and must not poll
     * @param room accounts for the memory of what waits; if there is none left, the watch ends with
     *     {@link WatchMessage.Reason#NO_MEMORY}
     * @throws RefusedException if there are too many watches, or the revision is negative
     */
    public WatchSubscription subscribe(
            WatchTarget target, long incarnation, long fromRevision, Runnable wakeup, WatchRoom room) {
        if (fromRevision < 0) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST, 0, "a watch begins at a positive revision, or at 0 for now: " + fromRevision);
        }
        if (subscriptions.incrementAndGet() > config.maxSubscriptions()) {
            subscriptions.decrementAndGet();
            throw new RefusedException(
                    Refusal.OVERLOADED,
                    0,
                    "this node serves " + config.maxSubscriptions() + " watches, which is its limit: close some, try"
                            + " another node, or raise the limit");
        }
        long from = fromRevision == FROM_NOW ? history.tail().revision() + 1 : fromRevision;
        WatchSubscription subscription = new WatchSubscription(this, target, incarnation, from, wakeup, config, room);
        request(new Request.Subscribe(subscription, fromRevision == FROM_NOW));
        return subscription;
    }

    /** Returns the number of watches. */
    public int subscriptionCount() {
        return subscriptions.get();
    }

    /** Returns the number of events that were delivered to all watches together. */
    public long deliveredEvents() {
        return delivered.getOpaque();
    }

    /** Returns the history that revisions here belong to; 0 before it is known. */
    public long incarnation() {
        return incarnation;
    }

    /** Returns the oldest revision that a watch can start with. */
    public long oldestRevision() {
        return unwatchable() + 1;
    }

    /** Returns the last revision that no watch can start with. */
    private long unwatchable() {
        return Math.max(floor, history.head().revision());
    }

    /**
     * Returns the element before the oldest kept change; null if the history was restarted after {@code lastRestart}.
     */
    @Nullable
    Publication headSince(@Nullable Publication lastRestart) {
        Publication head = history.head(); // first, because a restart changes it last
        return restarted == lastRestart ? head : null;
    }

    /**
     * Sends a progress notification to every watch. Called at intervals, so that idle watches can resume from a recent
     * revision.
     */
    public void publishProgress() {
        request(new Request.ProgressToAll());
    }

    void requestProgress(WatchSubscription subscription) {
        request(new Request.Progress(subscription));
    }

    /** Called once for each subscription. */
    void unsubscribe(WatchSubscription subscription) {
        subscriptions.decrementAndGet();
        request(new Request.Unsubscribe(subscription));
    }

    private void request(Request request) {
        requests.add(request);
        waker.run();
    }

    // ---- the apply thread

    /** Returns whether there are watches: if not, nobody needs the events of a publication. */
    public boolean isWatched() {
        return subscriptions.get() > 0;
    }

    /** Publishes revisions that are visible to readers already. They must ascend, without omissions. */
    public void append(List<Publication> publications) {
        if (isWatched()) {
            publications.forEach(publication -> history.append(publication.holding()));
            waker.run();
        } else {
            for (Publication publication : publications) {
                publication.delivered(); // a watch that begins now finds the changes where they are stored
                history.append(publication);
            }
        }
    }

    /**
     * Removes the history up to {@code newFloor}. What is not yet delivered to present watches stays, as long as it is
     * no more than one of them may have queued: a compaction does not end a watch that keeps up.
     */
    public void trim(long newFloor) {
        floor = newFloor;
        long delivered = subscriptions.get() == 0 ? newFloor : position.revision();
        history.trim(newFloor, delivered, config.maxQueuedBytes());
    }

    /** Begins the history of an empty store: watches that wait for its first change see it. */
    public void begin(long newIncarnation) {
        incarnation = newIncarnation;
    }

    /** Returns the kept publications after {@code revision}, oldest first; all of them if nothing older is known. */
    public List<Publication> historyAfter(long revision) {
        return history.after(revision);
    }

    /** Returns the revision after which the history is complete: a watch can start with the next one. */
    public long historyFloor() {
        return unwatchable();
    }

    /**
     * Continues at {@code revision} after the store was replaced, without the history before it.
     *
     * @param newIncarnation if it differs from the one before, all watches end
     */
    public void restart(long revision, long newIncarnation) {
        restart(revision, List.of(), newIncarnation);
    }

    /**
     * Continues after the store was replaced. Watches that started before end, because it is not known what they have
     * missed.
     *
     * @param newFloor the revision after which the history is complete
     * @param kept the changes after it, oldest first
     * @param newIncarnation if it differs from the one before, all watches end
     */
    public void restart(long newFloor, List<Publication> kept, long newIncarnation) {
        incarnation = newIncarnation; // before the history, so that a watch that was overtaken sees the reason
        Publication begin = Publication.begin(newFloor);
        Publication end = begin;
        for (Publication publication : kept) {
            end.linkTo(publication);
            end = publication;
        }
        floor = newFloor;
        restarted = end;
        history.restart(begin, kept);
        waker.run();
    }

    // ---- the driver

    @Override
    public String name() {
        return "watch";
    }

    /** Returns the number of revisions that wait for delivery. */
    @Override
    public int waiting() {
        long behind = subscriptions.get() == 0 ? 0 : history.tail().revision() - position.revision();
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, behind));
    }

    @Override
    public long nextDeadlineNanos() {
        return NO_DEADLINE;
    }

    @Override
    public void onArrival(Runnable arrivalWaker) {
        this.waker = arrivalWaker;
    }

    @Override
    public boolean runOnce() {
        // First: a watch from now on gets what was appended since its call, and what is delivered is no longer held.
        boolean answered = answer();
        boolean delivered = deliver();
        return answer() || answered || delivered;
    }

    private boolean answer() {
        boolean worked = false;
        while (true) {
            Request request = requests.poll();
            if (request == null) {
                return worked;
            }
            worked = true;
            switch (request) {
                case Request.Subscribe subscribe -> accept(subscribe.subscription(), subscribe.fromNow());
                case Request.Unsubscribe unsubscribe -> index.remove(unsubscribe.subscription());
                case Request.Progress progress -> progress.subscription().offerProgress(position.revision());
                case Request.ProgressToAll toAll -> progressToAll();
                case Request.Stop stop -> stop();
            }
        }
    }

    /** Ends every watch, and every later one. Any thread; takes effect with the next step. */
    public void shutDown() {
        request(new Request.Stop());
    }

    private boolean deliver() {
        if (index.isEmpty()) {
            position = history.pass(position, Long.MAX_VALUE);
            return false;
        }
        for (int i = 0; i < PUBLICATIONS_A_STEP; i++) {
            Publication next = position.next();
            if (next == null) {
                return i > 0;
            }
            if (next == position) {
                overtaken();
                return true;
            }
            List<WatchEvent> events = next.events();
            if (events == null) {
                missed(next);
            } else {
                publish(next, events);
            }
            next.delivered();
            position = next;
        }
        return true;
    }

    private void publish(Publication publication, List<WatchEvent> published) {
        List<WatchEvent> events = Publication.compact(published, config.maxQueuedBytes());
        WatchMessage.Events whole = new WatchMessage.Events(publication.revision(), events);
        if (events.size() == 1) {
            index.forEachMatch(whole.events().get(0).key(), subscription -> offer(subscription, whole));
        } else {
            gather(events);
            for (WatchSubscription subscription : touched) {
                List<WatchEvent> gathered = subscription.gathered();
                offer(
                        subscription,
                        gathered.size() == events.size()
                                ? whole
                                : new WatchMessage.Events(
                                        publication.revision(),
                                        Publication.compact(gathered, config.maxQueuedBytes())));
                gathered.clear();
            }
            touched.clear();
        }
        removeEnded();
    }

    private void gather(List<WatchEvent> events) {
        for (WatchEvent event : events) {
            Bytes key = event.key();
            index.forEachMatch(key, subscription -> {
                if (subscription.gathered().isEmpty()) {
                    touched.add(subscription);
                }
                subscription.gathered().add(event);
            });
        }
    }

    private void offer(WatchSubscription subscription, WatchMessage.Events events) {
        if (subscription.offer(events)) {
            delivered.setOpaque(delivered.getPlain() + events.events().size());
        } else {
            ended.add(subscription);
        }
    }

    private void removeEnded() {
        for (WatchSubscription subscription : ended) {
            index.remove(subscription);
        }
        ended.clear();
    }

    /**
     * Handles changes that nobody watched when they were made, and that were compacted before a watch that began
     * meanwhile got them: ends the watches that have to deliver them.
     */
    private void missed(Publication publication) {
        for (WatchSubscription subscription : index.all()) {
            if (subscription.fromRevision() > position.revision()) {
                if (subscription.fromRevision() <= publication.revision()) {
                    subscription.refuse(publication.revision() + 1);
                    ended.add(subscription);
                }
            } else {
                subscription.cancel(position.revision(), WatchMessage.Reason.STATE_REPLACED);
                ended.add(subscription);
            }
        }
        removeEnded();
    }

    /** Handles a history that was restarted or trimmed past this hub: ends the watches that have missed a change. */
    private void overtaken() {
        Publication head = history.head();
        Publication newest = restarted;
        Publication next = newest.revision() > head.revision() ? newest : head;
        long present = incarnation;
        for (WatchSubscription subscription : index.all()) {
            if (subscription.isElsewhere(present)) {
                subscription.leave(present);
                ended.add(subscription);
            } else if (!subscription.belongsTo(present) || subscription.fromRevision() <= next.revision()) {
                subscription.cancel(position.revision(), WatchMessage.Reason.STATE_REPLACED);
                ended.add(subscription);
            }
        }
        removeEnded();
        position = next;
    }

    private void accept(WatchSubscription subscription, boolean fromNow) {
        if (subscription.isClosed()) {
            return;
        }
        Publication lastRestart = restarted; // before the head, which a restart changes last
        if (stopped) {
            subscription.beginAt(position, 0, lastRestart);
            subscription.cancel(0, WatchMessage.Reason.STOPPING);
            return;
        }
        if (index.isEmpty()) {
            position = history.pass(position, subscription.fromRevision());
        }
        long present = incarnation;
        if (!subscription.belongsTo(present)) {
            subscription.beginAt(position, 0, lastRestart);
            if (subscription.isElsewhere(present)) {
                subscription.leave(present);
            } else {
                subscription.cancel(0, WatchMessage.Reason.STARTING); // history not known yet: try elsewhere, or later
            }
            return;
        }
        index.add(subscription);
        Publication head = history.head();
        // A compaction after the call does not concern a watch from now on: what it must deliver is kept longer.
        long unwatchable = fromNow ? head.revision() : Math.max(floor, head.revision());
        if (subscription.fromRevision() > position.revision()) {
            subscription.beginAt(position, 0, lastRestart);
        } else if (subscription.fromRevision() <= unwatchable) {
            subscription.beginAt(position, 0, lastRestart);
            subscription.refuse(unwatchable + 1);
            index.remove(subscription);
        } else {
            subscription.beginAt(head, position.revision(), lastRestart);
        }
    }

    private void progressToAll() {
        for (WatchSubscription subscription : index.all()) {
            subscription.offerProgress(position.revision());
        }
    }

    private void stop() {
        stopped = true;
        for (WatchSubscription subscription : index.all()) {
            subscription.cancel(position.revision(), WatchMessage.Reason.STOPPING);
            ended.add(subscription);
        }
        removeEnded();
    }

    /** The requests of other threads to the driver. */
    private sealed interface Request {
        record Subscribe(WatchSubscription subscription, boolean fromNow) implements Request {}

        record Unsubscribe(WatchSubscription subscription) implements Request {}

        record Progress(WatchSubscription subscription) implements Request {}

        record ProgressToAll() implements Request {}

        record Stop() implements Request {}
    }
}
