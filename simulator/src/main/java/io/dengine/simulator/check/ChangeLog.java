package io.dengine.simulator.check;

import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * All changes of all keys in the order of the log: by ascending revision, and within a revision in the order of the
 * command.
 */
public final class ChangeLog {
    private final List<RevisionOrder.Change> changes = new ArrayList<>();

    public void add(RevisionOrder.Change change) {
        changes.add(change);
    }

    public int size() {
        return changes.size();
    }

    public RevisionOrder.Change at(int position) {
        return changes.get(position);
    }

    public List<RevisionOrder.Change> all() {
        return List.copyOf(changes);
    }

    /**
     * Returns the values that the key had after the first {@code position} changes, one after the other;
     * {@link Operation#ABSENT} where it was deleted.
     */
    public List<Long> valuesOf(Bytes key, int position) {
        List<Long> values = new ArrayList<>();
        for (RevisionOrder.Change change : changes.subList(position, changes.size())) {
            if (change.key().equals(key)) {
                values.add(change.value());
            }
        }
        return values;
    }

    /** Returns the position of the first change with at least {@code revision}. */
    public int positionOf(long revision) {
        int low = 0;
        int high = changes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes.get(middle).revision() < revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
