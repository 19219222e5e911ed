package io.dengine.simulator.explore;

import io.dengine.core.RaftCore;
import io.dengine.simulator.check.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Describes a counterexample for a reader: each action, and its effect on the nodes. */
final class Narration {
    private static final int MOST_LINES = 60;

    private Narration() {}

    static String of(Counterexample counterexample) {
        Cluster cluster = Roots.of(counterexample.bounds());
        StringBuilder text = new StringBuilder();
        text.append("search ").append(counterexample.bounds().name()).append(", ");
        text.append(counterexample.actions().size()).append(" actions\n");
        text.append("  ").append(nodes(cluster)).append('\n');
        tell(cluster, counterexample.actions(), text);
        if (counterexample.violation().rule().equals(Healing.RULE)) {
            text.append("all faults end here\n");
            tell(cluster, healing(cluster), text);
        }
        return text.append("broken: ")
                .append(counterexample.violation().getMessage())
                .append('\n')
                .toString();
    }

    /** Returns the steps of a cluster that does not heal, limited to a readable number. */
    private static List<Action> healing(Cluster cluster) {
        List<Action> taken = new ArrayList<>();
        try {
            Healing.demand(cluster.copy(), taken);
        } catch (Violation violation) {
            return taken.subList(0, Math.min(taken.size(), MOST_LINES));
        }
        return taken;
    }

    private static void tell(Cluster cluster, List<Action> actions, StringBuilder text) {
        String before = nodes(cluster);
        for (Action action : actions) {
            double millis = (cluster.nowNanos - 1_000 * Bounds.MILLI) / 1e6;
            text.append(String.format(Locale.ROOT, "%8.3f ms  %s%n", millis, words(cluster, action)));
            try {
                Step.apply(cluster, action);
            } catch (Violation violation) {
                return;
            }
            String after = nodes(cluster);
            text.append(after.equals(before) ? "" : " ".repeat(13) + after + "\n");
            before = after;
        }
    }

    private static String words(Cluster cluster, Action action) {
        Flight flight = switch (action) {
            case Action.Deliver deliver -> cluster.onLink(deliver.from(), deliver.to(), deliver.place());
            case Action.Repeat repeat -> cluster.onLink(repeat.from(), repeat.to(), repeat.place());
            case Action.Lose lose -> cluster.onLink(lose.from(), lose.to(), 0);
            default -> null;
        };
        return action + (flight == null ? "" : "  " + flight);
    }

    private static String nodes(Cluster cluster) {
        StringBuilder text = new StringBuilder();
        for (int id = 1; id <= cluster.size(); id++) {
            ExploredNode node = cluster.node(id);
            RaftCore core = node.core;
            if (!node.installed) {
                continue;
            }
            text.append(id).append(':');
            if (core == null) {
                text.append("down ");
                continue;
            }
            text.append(core.status().role().name().toLowerCase(Locale.ROOT)).append(" t");
            text.append(core.status().term())
                    .append(" log ")
                    .append(core.lastId().index());
            text.append(" commit ").append(core.commitIndex());
            text.append(node.holdsLease(cluster.nowNanos) ? " lease" : "");
            text.append(core.isRecovering() ? " recovering" : "").append("; ");
        }
        return text.toString().strip();
    }
}
