package io.dengine.kv.watch;

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
            weight += event.weightBytes();
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
