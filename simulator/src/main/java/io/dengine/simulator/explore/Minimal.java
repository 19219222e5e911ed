package io.dengine.simulator.explore;

import io.dengine.simulator.check.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes from a counterexample every action that the violation does not need. */
final class Minimal {
    private Minimal() {}

    static Counterexample of(Counterexample large) {
        Counterexample best = large;
        for (int part = Math.max(1, large.actions().size() / 2); part >= 1; part /= 2) {
            boolean shorter = true;
            while (shorter) {
                shorter = false;
                for (int at = 0; at < best.actions().size(); at += part) {
                    Counterexample tried = without(best, at, part);
                    if (tried != null) {
                        best = tried;
                        shorter = true;
                        at -= part;
                    }
                }
                shorter &= part == 1;
            }
        }
        return best;
    }

    private static @Nullable Counterexample without(Counterexample whole, int from, int count) {
        List<Action> actions = new ArrayList<>(whole.actions());
        actions.subList(from, Math.min(actions.size(), from + count)).clear();
        return replay(whole, actions);
    }

    /** Replays the actions that are possible, up to a violation of the same rule; returns null if there is none. */
    static @Nullable Counterexample replay(Counterexample like, List<Action> actions) {
        Cluster cluster = Roots.of(like.bounds());
        List<Action> taken = new ArrayList<>();
        try {
            for (Action action : actions) {
                taken.add(action);
                if (!Step.apply(cluster, action)) {
                    taken.remove(taken.size() - 1);
                }
            }
            if (like.violation().rule().equals(Healing.RULE)) {
                Healing.demand(cluster, new ArrayList<>());
            }
        } catch (Violation violation) {
            boolean same = violation.rule().equals(like.violation().rule());
            return same ? new Counterexample(like.bounds(), violation, taken) : null;
        }
        return null;
    }
}
