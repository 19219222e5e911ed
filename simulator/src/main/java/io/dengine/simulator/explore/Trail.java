package io.dengine.simulator.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The actions that led to a state, newest first; trails share their common beginnings. */
record Trail(@Nullable Trail before, Action action, int length) {
    static Trail then(@Nullable Trail before, Action action) {
        return new Trail(before, action, before == null ? 1 : before.length() + 1);
    }

    static List<Action> actions(@Nullable Trail last) {
        List<Action> actions = new ArrayList<>();
        for (Trail at = last; at != null; at = at.before()) {
            actions.add(at.action());
        }
        Collections.reverse(actions);
        return actions;
    }
}
