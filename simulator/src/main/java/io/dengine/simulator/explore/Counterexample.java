package io.dengine.simulator.explore;

import io.dengine.simulator.check.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schedule that violates a rule.
 *
 * @param actions the actions from the initial state of the search
 */
record Counterexample(Bounds bounds, Violation violation, List<Action> actions) {
    Counterexample {
        actions = List.copyOf(actions);
    }

    /** Returns a counterexample if {@code cluster}, the result of {@code trail}, does not heal; null if it does. */
    static @Nullable Counterexample ofHealing(Cluster cluster, @Nullable Trail trail, Progress progress) {
        List<Action> taken = new ArrayList<>();
        try {
            Healing.demand(cluster, taken);
            return null;
        } catch (Violation violation) {
            List<Action> actions = Trail.actions(trail);
            if (!violation.rule().equals(Healing.RULE)) {
                actions.addAll(taken);
            }
            return new Counterexample(cluster.bounds, violation, actions);
        } finally {
            progress.transitions += taken.size();
        }
    }
}
