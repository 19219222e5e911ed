package io.dengine.kv.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one revision changed; a link of {@link WatchHistory}.
 *
 * <p>Once the history has dropped a link, its {@code next} leads to itself: who still stands there has been overtaken.
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

    /** Tells whoever stands here that the history went on without them. */
    void drop() {
        next = this;
    }
}
