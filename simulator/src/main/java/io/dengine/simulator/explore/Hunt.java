package io.dengine.simulator.explore;

import io.dengine.core.CoreStatus;
import io.dengine.core.RaftCore;
import io.dengine.core.message.Message;
import io.dengine.simulator.check.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Searches with any number of deviations, and continues from states with a novelty: a new combination of roles and
 * terms, or a message that meets a receiver in a new state. So it searches deeper than one that tries all places.
 */
final class Hunt {
    private static final int MOST_KEPT = 20_000;
    private static final int TRIES = 3;

    /** The bits of an exchange below the term that it belongs to. */
    private static final int EXCHANGE_BITS = 24;

    private final Bounds bounds;
    private final Progress progress;
    private final SplittableRandom random;
    private final List<Kept> kept = new ArrayList<>();
    private final LongTable seen = new LongTable(22);
    private final LongTable visited = new LongTable(22);
    private @Nullable Counterexample found;

    /** A state that the search may continue from. */
    private static final class Kept {
        final Cluster cluster;
        final @Nullable Trail trail;
        int picks;

        Kept(Cluster cluster, @Nullable Trail trail) {
            this.cluster = cluster;
            this.trail = trail;
        }
    }

    Hunt(Bounds bounds, Progress progress, long seed) {
        this.bounds = bounds;
        this.progress = progress;
        this.random = new SplittableRandom(seed);
        kept.add(new Kept(Roots.of(bounds), null));
    }

    /** Searches until a counterexample is found or time is over. */
    @Nullable
    Counterexample search() {
        while (found == null && !progress.isOver()) {
            walk(pick());
            progress.states = visited.size();
        }
        return found;
    }

    /** Chooses, among a few states, the one from which the search has continued least often. */
    private Kept pick() {
        Kept best = kept.get(random.nextInt(kept.size()));
        for (int i = 1; i < TRIES; i++) {
            Kept other = kept.get(random.nextInt(kept.size()));
            best = other.picks < best.picks ? other : best;
        }
        best.picks++;
        return best;
    }

    private void walk(Kept from) {
        Cluster cluster = from.cluster.copy();
        Trail trail = from.trail;
        int deviateOneOf = 1 << 1 + random.nextInt(4);
        int steps = 10 + random.nextInt(60);
        Map<Class<?>, Double> weights = new HashMap<>();
        for (int i = 0; i < steps && Schedule.isWithin(cluster); i++) {
            Action canonical = Schedule.next(cluster);
            Action action = canonical;
            if (canonical == null || random.nextInt(deviateOneOf) == 0) {
                action = choose(Schedule.deviations(cluster, canonical), weights);
            }
            if (action == null) {
                return;
            }
            trail = Trail.then(trail, action);
            if (!take(cluster, action, trail)) {
                return;
            }
            look(cluster, trail);
        }
        heal(cluster, trail);
    }

    private void heal(Cluster cluster, @Nullable Trail trail) {
        if (random.nextInt(8) != 0) {
            return; // healing takes longer than the walk
        }
        found = Counterexample.ofHealing(cluster, trail, progress);
    }

    /** Chooses an action; each walk prefers some kinds of deviation. */
    private @Nullable Action choose(List<Action> actions, Map<Class<?>, Double> weights) {
        double sum = 0;
        for (Action action : actions) {
            sum += weight(action, weights);
        }
        double at = random.nextDouble() * sum;
        for (Action action : actions) {
            at -= weight(action, weights);
            if (at <= 0) {
                return action;
            }
        }
        return actions.isEmpty() ? null : actions.get(actions.size() - 1);
    }

    private double weight(Action action, Map<Class<?>, Double> weights) {
        return weights.computeIfAbsent(action.getClass(), kind -> Math.pow(10, 2 * random.nextDouble() - 1));
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

    private void look(Cluster cluster, Trail trail) {
        progress.depth = Math.max(progress.depth, trail.length());
        visited.raise(cluster.fingerprint(), 1);
        long parts = parts(cluster);
        boolean isNew = seen.raise(parts, 1);
        for (Flight flight : cluster.flights) {
            isNew |= seen.raise(ObjectGraph.mix(parts, meeting(cluster, flight)), 1);
        }
        if (isNew) {
            Kept keep = new Kept(cluster.copy(), trail);
            if (kept.size() < MOST_KEPT) {
                kept.add(keep);
            } else {
                kept.set(random.nextInt(kept.size()), keep);
            }
        }
    }

    /** Returns a hash of the nodes' roles and states, independent of node ids. */
    private static long parts(Cluster cluster) {
        long[] parts = new long[cluster.size()];
        for (int id = 1; id <= cluster.size(); id++) {
            parts[id - 1] = part(cluster, cluster.node(id));
        }
        Arrays.sort(parts);
        int held = Math.min(2, Long.bitCount(cluster.held));
        return ObjectGraph.mix(Arrays.hashCode(parts), (cluster.split == 0 ? 0 : 4) + held);
    }

    private static long part(Cluster cluster, ExploredNode node) {
        RaftCore core = node.core;
        if (core == null) {
            return node.installed ? 1 : 0;
        }
        CoreStatus status = core.status();
        long part = status.role().ordinal() * 16L + status.term();
        part = part * 2 + (status.leaderId() == 0 ? 0 : 1);
        part = part * 2 + (node.holdsLease(cluster.nowNanos) ? 1 : 0);
        part = part * 2 + (core.isRecovering() ? 1 : 0);
        part = part * 4 + Math.min(3, core.lastId().index() - core.commitIndex());
        part = part * 4 + Math.min(3, Math.max(0, cluster.ghost().acknowledgedIndex() - core.commitIndex()));
        return part * 2 + (core.base().index() > 0 ? 1 : 0) + 7;
    }

    /** Returns a hash of the kind of an in-flight message and the state of its receiver. */
    private static long meeting(Cluster cluster, Flight flight) {
        Message message = flight.message();
        long kind = message.getClass().getName().hashCode() + (flight.snapshot() == null ? 0L : 1L);
        long granted = message instanceof Message.VoteReply reply && reply.granted()
                        || message instanceof Message.PreVoteReply asked && asked.granted()
                ? 1
                : 0;
        long behind = cluster.node(flight.to()).term() - message.term();
        return (kind * 64 + granted * 32 + behind + 8) * 32 + startedBefore(message);
    }

    /**
     * Returns the number of terms between the start of an exchange and its answer, if the answer names its exchange.
     */
    private static long startedBefore(Message message) {
        long exchange = switch (message) {
            case Message.AppendAccepted answer -> answer.exchange();
            case Message.AppendRejected answer -> answer.exchange();
            case Message.SnapshotReply answer -> answer.exchange();
            case Message.Echo answer -> answer.exchange();
            default -> message.term() << EXCHANGE_BITS;
        };
        return message.term() - (exchange >> EXCHANGE_BITS);
    }
}
