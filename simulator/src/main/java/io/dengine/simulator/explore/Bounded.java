package io.dengine.simulator.explore;

import io.dengine.simulator.check.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries every schedule that deviates from the canonical one at most a given number of times, at any places: first the
 * schedule without a deviation, then those with one, and so on.
 */
final class Bounded {
    /** The time for which a schedule continues after its last deviation. */
    private static final long PATIENCE_NANOS = 3 * Bounds.ELECTION_NANOS;

    private final Bounds bounds;
    private final Progress progress;
    private final boolean heals;
    private LongTable visited = new LongTable(1);
    private @Nullable Counterexample found;
    private int completed = -1;

    /** @param heals whether each schedule must lead to a cluster that serves again once all faults have ended */
    Bounded(Bounds bounds, Progress progress, boolean heals) {
        this.bounds = bounds;
        this.progress = progress;
        this.heals = heals;
    }

    /**
     * Searches until it finds a counterexample, time is over, or all schedules with {@code most} deviations were tried.
     */
    @Nullable
    Counterexample search(int most) {
        for (int deviations = 0; deviations <= most && found == null && !progress.isOver(); deviations++) {
            visited = new LongTable(deviations < 2 ? 16 : 23);
            Cluster root = Roots.of(bounds);
            follow(root, null, deviations, root.nowNanos);
            progress.states = Math.max(progress.states, visited.size());
            if (found == null && !progress.isOver()) {
                completed = deviations;
            }
        }
        return found;
    }

    /** Returns the number of deviations for which all schedules were tried, or -1 if there is none. */
    int completed() {
        return completed;
    }

    private void follow(Cluster cluster, @Nullable Trail before, int left, long deviatedNanos) {
        Trail trail = before;
        while (found == null && !progress.isOver() && visited.raise(cluster.fingerprint(), left + 1)) {
            progress.depth = Math.max(progress.depth, trail == null ? 0 : trail.length());
            Action canonical = Schedule.next(cluster);
            if (left > 0) {
                deviate(cluster, trail, canonical, left);
            }
            boolean isLast = canonical == null
                    || cluster.nowNanos - deviatedNanos > PATIENCE_NANOS
                    || !Schedule.isWithin(cluster);
            if (isLast || canonical == null) {
                end(cluster, trail);
                return;
            }
            trail = Trail.then(trail, canonical);
            if (!take(cluster, canonical, trail)) {
                return;
            }
        }
    }

    private void deviate(Cluster cluster, @Nullable Trail trail, @Nullable Action canonical, int left) {
        List<Action> deviations = Schedule.deviations(cluster, canonical);
        for (Action deviation : deviations) {
            Cluster other = cluster.copy();
            Trail longer = Trail.then(trail, deviation);
            if (take(other, deviation, longer)) {
                follow(other, longer, left - 1, other.nowNanos);
            }
            if (found != null) {
                return;
            }
        }
    }

    private boolean take(Cluster cluster, Action action, Trail trail) {
        progress.transitions++;
        try {
            return Step.apply(cluster, action);
        } catch (Violation violation) {
            found = new Counterexample(bounds, violation, Trail.actions(trail));
            return false;
        }
    }

    private void end(Cluster cluster, @Nullable Trail trail) {
        if (!heals) {
            return;
        }
        found = Counterexample.ofHealing(cluster, trail, progress);
    }
}
