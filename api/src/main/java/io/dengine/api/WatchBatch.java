package io.dengine.api;

import java.util.List;

/**
 * All events of one revision that a watch sees, so that a transaction is never seen in part. Immutable.
 *
 * @param revision the revision of the events. Without events the batch is a progress notification: everything up to
 *     this revision was delivered
 * @param events in the order in which the keys were changed
 */
public record WatchBatch(long revision, List<WatchEvent> events) {
    public WatchBatch {
        events = List.copyOf(events);
    }

    /** Returns whether this is a progress notification, without events. */
    public boolean isProgress() {
        return events.isEmpty();
    }
}
