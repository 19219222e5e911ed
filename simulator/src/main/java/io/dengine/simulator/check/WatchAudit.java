package io.dengine.simulator.check;

import io.dengine.bytes.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares one watcher's events with the true changes: it must receive every change exactly once and in order, from its
 * first to its current revision, and no change before it happened.
 */
public final class WatchAudit {
    private final String watcher;
    private final ChangeLog truth;
    private final Scope scope;
    private int position;

    /** The keys of a watcher. */
    public interface Scope {
        boolean includes(Bytes key);
    }

    /** @param fromRevision the first revision of the watch */
    public WatchAudit(String watcher, ChangeLog truth, Scope scope, long fromRevision) {
        this.watcher = watcher;
        this.truth = truth;
        this.scope = scope;
        this.position = truth.positionOf(fromRevision);
    }

    /** Records the delivery of one revision; it must contain all changes of that revision in the watcher's scope. */
    public void delivered(long revision, List<RevisionOrder.Change> changes) {
        RevisionOrder.@Nullable Change due = nextDue(revision);
        if (due == null || due.revision() != revision) {
            throw new Violation("watch", watcher + " received " + changes + ", but expected " + due);
        }
        Set<RevisionOrder.Change> expected = new HashSet<>();
        while (due != null) {
            expected.add(due);
            position++;
            due = nextDue(revision);
        }
        if (changes.size() != expected.size() || !expected.equals(new HashSet<>(changes))) {
            throw new Violation("watch", watcher + " received " + changes + ", but expected " + expected);
        }
    }

    /** Records a progress notification: the watcher has received all changes up to {@code revision}. */
    public void progressed(long revision) {
        RevisionOrder.@Nullable Change due = nextDue(revision);
        if (due != null) {
            throw new Violation("watch", watcher + " received progress " + revision + " before " + due);
        }
    }

    /**
     * Records that the watch ended because its next change is not kept any more.
     *
     * @param nextRevision the revision to continue from
     * @param oldestRevision the oldest revision that can still be watched, as the watcher was told
     */
    public void compacted(long nextRevision, long oldestRevision) {
        if (oldestRevision <= nextRevision) {
            throw new Violation(
                    "watch",
                    watcher + " was told that revision " + nextRevision + " is no longer kept, but " + oldestRevision
                            + " is the oldest one that is");
        }
    }

    /** Returns whether the watcher has received all changes so far in its scope. */
    public boolean isComplete() {
        return nextDue(Long.MAX_VALUE) == null;
    }

    private RevisionOrder.@Nullable Change nextDue(long upTo) {
        while (position < truth.size() && truth.at(position).revision() <= upTo) {
            RevisionOrder.Change change = truth.at(position);
            if (scope.includes(change.key())) {
                return change;
            }
            position++;
        }
        return null;
    }
}
