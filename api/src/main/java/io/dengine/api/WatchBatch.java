package io.dengine.api;

import java.util.List;

/**
 * The changes of one revision that a watch sees: all of them, so that no transaction is seen in part.
 *
 * @param revision of the changes. Without events it is a mark of progress: everything up to it was delivered
 * @param events in the order of the keys as they were changed
 */
public record WatchBatch(long revision, List<WatchEvent> events) {
    public WatchBatch {
        events = List.copyOf(events);
    }

    /** Whether nothing happened, and this only tells how far the watch has come. */
    public boolean isProgress() {
        return events.isEmpty();
    }
}
