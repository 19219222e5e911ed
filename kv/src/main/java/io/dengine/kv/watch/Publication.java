package io.dengine.kv.watch;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one revision; an element of the linked list of {@link WatchHistory}.
 *
 * <p>It holds the changes themselves only until the hub has delivered them. A watch of the past that comes later gets
 * them from where they are stored, so the history that can be watched takes next to no memory here.
 *
 * <p>Once the history has dropped an element, its {@code next} is the element itself: a cursor that still stands there
 * has been overtaken.
 */
public final class Publication {
    /** The approximate memory of a publication without its changes, in bytes. */
    private static final int OWN_BYTES = 64;

    private final long revision;
    private final PastChanges source;
    private final long weightBytes;
    private final int changeCount;
    private volatile @Nullable List<WatchEvent> events;
    private volatile @Nullable Publication next;

    /** @param source where the changes are stored */
    public Publication(long revision, List<WatchEvent> events, PastChanges source) {
        this.revision = revision;
        this.source = source;
        this.events = List.copyOf(events);
        this.weightBytes = OWN_BYTES + weightBytes(events);
        this.changeCount = events.size();
    }

    /**
     * Creates a publication that nobody watched when it was made: who wants its changes gets them from where they are
     * stored.
     */
    public Publication(long revision, int changeCount, PastChanges source) {
        this.revision = revision;
        this.source = source;
        this.weightBytes = OWN_BYTES;
        this.changeCount = changeCount;
    }

    /** Creates the beginning of a history: no change, at the revision before the first one. */
    static Publication begin(long revision) {
        return new Publication(revision, List.of(), any -> null);
    }

    public long revision() {
        return revision;
    }

    /** Returns the changes, in their order, or null if they were delivered and then compacted. */
    public @Nullable List<WatchEvent> events() {
        List<WatchEvent> held = events;
        return held == null ? source.changes(revision) : held;
    }

    /** Returns a publication that holds its changes, which must still be stored. */
    Publication holding() {
        List<WatchEvent> all = events == null ? source.changes(revision) : null;
        return all == null ? this : new Publication(revision, all, source);
    }

    /** Drops the changes that were delivered: who wants them later gets them from where they are stored. */
    void delivered() {
        events = null;
    }

    /** Returns the number of changes. */
    public int changeCount() {
        return changeCount;
    }

    long weightBytes() {
        return weightBytes;
    }

    /**
     * Returns events that keep little more in memory than they weigh, as they may wait long: copies of values that are
     * views of large arrays. Events that weigh more than {@code maxBytes} stay what they are: to copy them would cost
     * too much, and most of those arrays are theirs.
     */
    static List<WatchEvent> compact(List<WatchEvent> events, long maxBytes) {
        return areCompact(events) || weightBytes(events) > maxBytes
                ? events
                : events.stream().map(Publication::compact).toList();
    }

    private static boolean areCompact(List<WatchEvent> events) {
        for (WatchEvent event : events) {
            if (!isCompact(event.previous())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCompact(@Nullable KeyValue before) {
        return before == null || before.value().isCompact();
    }

    private static WatchEvent compact(WatchEvent event) {
        KeyValue before = event.previous();
        return before == null || isCompact(before)
                ? event
                : new WatchEvent(
                        event.current(), before.withValue(before.value().copy()));
    }

    private static long weightBytes(List<WatchEvent> events) {
        long weight = 0;
        for (WatchEvent event : events) {
            weight += weightBytes(event);
        }
        return weight;
    }

    /** Returns the approximate memory of an event, in bytes. */
    static int weightBytes(WatchEvent event) {
        KeyValue current = event.current();
        KeyValue before = event.previous();
        return 128
                + current.key().length()
                + current.value().length()
                + (before == null ? 0 : before.value().length());
    }

    @Nullable
    Publication next() {
        return next;
    }

    void linkTo(Publication follower) {
        next = follower;
    }

    /** Marks this element as dropped, so that a cursor that stands here notices that it was overtaken. */
    void drop() {
        next = this;
    }
}
