package io.dengine.kv.store;

import io.dengine.kv.watch.PastChanges;
import io.dengine.kv.watch.Publication;
import java.util.ArrayList;
import java.util.List;

/** Groups changes, which arrive in their order, by revision. Watches get them from where they are stored. */
public final class Publications {
    private final List<Publication> all = new ArrayList<>();
    private final PastChanges source;
    private long revision;
    private int changes;

    /** @param source where the changes are stored */
    public Publications(PastChanges source) {
        this.source = source;
    }

    /** Adds the next change. */
    public void add(long ofRevision) {
        if (ofRevision != revision) {
            end();
            revision = ofRevision;
        }
        changes++;
    }

    private void end() {
        if (changes > 0) {
            all.add(new Publication(revision, changes, source));
            changes = 0;
        }
    }

    /** Ends the last publication and returns all of them. */
    public List<Publication> all() {
        end();
        return List.copyOf(all);
    }
}
