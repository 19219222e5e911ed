package io.dengine.kv.watch;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one revision; an element of the linked list of {@link WatchHistory}.
 *
 * <p>Once the history has dropped an element, its {@code next} is the element itself: a cursor that still stands there
 * has been overtaken.
 */
public final class Publication {
    private final long revision;
    private final List<WatchEvent> events;
    private final int weightBytes;
    private volatile @Nullable Publication next;

    public Publication(long revision, List<WatchEvent> events) {
        this.revision = revision;
        this.events = List.copyOf(events);
        int weight = 64;
        for (WatchEvent event : this.events) {
            weight += weightBytes(event);
        }
        this.weightBytes = weight;
    }

    public long revision() {
        return revision;
    }

    public List<WatchEvent> events() {
        return events;
    }

    int weightBytes() {
        return weightBytes;
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
