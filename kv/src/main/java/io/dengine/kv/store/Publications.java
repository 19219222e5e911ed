package io.dengine.kv.store;

import io.dengine.api.WatchEvent;
import io.dengine.kv.watch.PastChanges;
import io.dengine.kv.watch.Publication;
import java.util.ArrayList;
import java.util.List;

/** Groups changes, which arrive in their order, by revision. */
public final class Publications {
    private final List<Publication> all = new ArrayList<>();
    private final List<WatchEvent> events = new ArrayList<>();
    private final PastChanges source;
    private long revision;

    /** @param source where the changes are stored */
    public Publications(PastChanges source) {
        this.source = source;
    }

    /** Adds the next change. */
    public void add(WatchEvent event) {
        if (event.current().modRevision() != revision) {
            end();
            revision = event.current().modRevision();
        }
        events.add(event);
    }

    private void end() {
        if (!events.isEmpty()) {
            all.add(new Publication(revision, events, source));
            events.clear();
        }
    }

    /** Ends the last publication and returns all of them. */
    public List<Publication> all() {
        end();
        return List.copyOf(all);
    }
}
