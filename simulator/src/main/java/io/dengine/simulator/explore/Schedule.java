package io.dengine.simulator.explore;

import io.dengine.core.RaftCore;
import io.dengine.simulator.explore.Bounds.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The canonical schedule, and the deviations from it. The canonical schedule first delivers messages in the order of
 * their sending, then ticks nodes whose deadline has come, then lets time pass.
 */
final class Schedule {
    /**
     * The number of messages at one instant after which time passes, so that an endless exchange does not stop all
     * else.
     */
    private static final int MOST_ARRIVALS = 200;

    private Schedule() {}

    /** Returns the canonical next action, or null if no action can follow without a client or an operator. */
    static @Nullable Action next(Cluster cluster) {
        for (Flight flight : cluster.flights) {
            if (isFree(cluster, flight) && cluster.arrivals < MOST_ARRIVALS) {
                return new Action.Deliver(flight.from(), flight.to(), 0);
            }
        }
        for (int id = 1; id <= cluster.size(); id++) {
            if (isDue(cluster, cluster.node(id))) {
                return new Action.Tick(id);
            }
        }
        int writer = writer(cluster);
        if (writer != 0) {
            return new Action.Write(writer);
        }
        return nextDeadline(cluster) == Long.MAX_VALUE ? null : new Action.Pass();
    }

    private static boolean isFree(Cluster cluster, Flight flight) {
        return !cluster.isHeld(flight.from(), flight.to()) && !cluster.node(flight.to()).paused;
    }

    static boolean isDue(Cluster cluster, ExploredNode node) {
        RaftCore core = node.core;
        return core != null
                && !node.paused
                && node.tickedNanos < cluster.nowNanos
                && core.nextDeadlineNanos() <= cluster.nowNanos;
    }

    /** Returns a leader that has received no write in its term, or 0 if there is none. */
    private static int writer(Cluster cluster) {
        for (int id = 1; id <= cluster.size(); id++) {
            ExploredNode node = cluster.node(id);
            if (node.isReadyLeader()
                    && !node.paused
                    && cluster.budget.writes < cluster.bounds.writes()
                    && node.term() > cluster.budget.lastWriteTerm) {
                return id;
            }
        }
        return 0;
    }

    /** Returns the next deadline of any node, or {@link Long#MAX_VALUE}. */
    static long nextDeadline(Cluster cluster) {
        long earliest = Long.MAX_VALUE;
        for (int id = 1; id <= cluster.size(); id++) {
            RaftCore core = cluster.node(id).core;
            if (core != null && !cluster.node(id).paused && core.nextDeadlineNanos() != Long.MAX_VALUE) {
                earliest = Math.min(earliest, Math.max(cluster.nowNanos + 1, core.nextDeadlineNanos()));
            }
        }
        return earliest;
    }

    /** Returns the end of the next lease, or {@link Long#MAX_VALUE}. */
    static long nextLeaseEnd(Cluster cluster) {
        long earliest = Long.MAX_VALUE;
        for (int id = 1; id <= cluster.size(); id++) {
            ExploredNode node = cluster.node(id);
            if (node.isUp() && node.leaseUntilNanos > cluster.nowNanos + 1) {
                earliest = Math.min(earliest, node.leaseUntilNanos);
            }
        }
        return earliest;
    }

    /** Returns whether the search may continue from here. */
    static boolean isWithin(Cluster cluster) {
        for (int id = 1; id <= cluster.size(); id++) {
            if (cluster.node(id).term() > cluster.bounds.terms()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the possible actions other than the canonical one. */
    static List<Action> deviations(Cluster cluster, @Nullable Action canonical) {
        List<Action> actions = new ArrayList<>();
        onLinks(cluster, canonical, actions);
        onCluster(cluster, canonical, actions);
        for (int id = 1; id <= cluster.size(); id++) {
            onNode(cluster, cluster.node(id), canonical, actions);
        }
        return actions;
    }

    private static void onLinks(Cluster cluster, @Nullable Action canonical, List<Action> actions) {
        Bounds bounds = cluster.bounds;
        for (int from = 1; from <= cluster.size(); from++) {
            for (int to = 1; to <= cluster.size(); to++) {
                Flight first = cluster.onLink(from, to, 0);
                boolean held = (cluster.held & cluster.linkBit(from, to)) != 0;
                if (held) {
                    actions.add(new Action.Release(from, to));
                }
                if (first == null) {
                    continue;
                }
                if (bounds.has(Kind.HOLD) && !held) {
                    actions.add(new Action.Hold(from, to));
                }
                if (bounds.has(Kind.LOSS)) {
                    actions.add(new Action.Lose(from, to));
                }
                if (bounds.has(Kind.DISCONNECT)) {
                    actions.add(new Action.Disconnect(from, to));
                }
                deliveries(cluster, first, canonical, actions);
            }
        }
    }

    private static void deliveries(Cluster cluster, Flight first, @Nullable Action canonical, List<Action> actions) {
        if (cluster.node(first.to()).paused || !cluster.bounds.has(Kind.ORDER)) {
            return;
        }
        Action.Deliver deliver = new Action.Deliver(first.from(), first.to(), 0);
        if (!cluster.isSplit(first.from(), first.to()) && !deliver.equals(canonical)) {
            actions.add(deliver);
        }
        if (!cluster.bounds.ordered() && !cluster.isSplit(first.from(), first.to())) {
            actions.add(new Action.Repeat(first.from(), first.to(), 0));
            if (cluster.onLink(first.from(), first.to(), 1) != null) {
                actions.add(new Action.Deliver(first.from(), first.to(), 1));
            }
        }
    }

    private static void onCluster(Cluster cluster, @Nullable Action canonical, List<Action> actions) {
        Bounds bounds = cluster.bounds;
        if (cluster.split != 0) {
            actions.add(new Action.Heal(false));
            if (!cluster.flights.isEmpty()) {
                actions.add(new Action.Heal(true));
            }
        } else if (bounds.has(Kind.SPLIT)) {
            int all = 1 << cluster.size();
            for (int set = 1; set < all; set++) {
                if (Integer.bitCount(set) <= cluster.size() / 2) {
                    actions.add(new Action.Split(set << 1));
                }
            }
        }
        if (bounds.has(Kind.TIME)) {
            if (!(canonical instanceof Action.Pass) && nextDeadline(cluster) != Long.MAX_VALUE) {
                actions.add(new Action.Pass());
            }
            long leaseEnd = nextLeaseEnd(cluster);
            if (leaseEnd != Long.MAX_VALUE && leaseEnd < nextDeadline(cluster)) {
                actions.add(new Action.PassAlmost());
            }
        }
        if (bounds.has(Kind.KILL) && cluster.budget.crashes + 2 <= bounds.crashes()) {
            actions.add(new Action.KillAll());
        }
    }

    private static void onNode(Cluster cluster, ExploredNode node, @Nullable Action canonical, List<Action> actions) {
        Bounds bounds = cluster.bounds;
        int id = node.id;
        if (!node.installed || node.ended) {
            return;
        }
        if (!node.isUp()) {
            actions.add(new Action.Start(id));
            return;
        }
        if (node.paused) {
            actions.add(new Action.Resume(id));
        } else if (bounds.has(Kind.PAUSE)) {
            actions.add(new Action.Pause(id));
        }
        if (node.stalled) {
            actions.add(new Action.Unstall(id));
            if (node.pending.size() > 1) {
                actions.add(new Action.StoreOne(id));
            }
        } else if (bounds.has(Kind.STALL)) {
            actions.add(new Action.Stall(id));
        }
        if (cluster.budget.crashes < bounds.crashes()) {
            if (bounds.has(Kind.KILL)) {
                actions.add(new Action.Kill(id));
            }
            if (bounds.has(Kind.POWER)) {
                actions.add(new Action.LosePower(id));
            }
        }
        Action.Tick tick = new Action.Tick(id);
        if (bounds.has(Kind.ORDER) && isDue(cluster, node) && !tick.equals(canonical)) {
            actions.add(tick);
        }
        requests(cluster, node, actions);
    }

    private static void requests(Cluster cluster, ExploredNode node, List<Action> actions) {
        Bounds bounds = cluster.bounds;
        RaftCore core = Objects.requireNonNull(node.core);
        int id = node.id;
        if (node.leads() && cluster.budget.writes < bounds.writes()) {
            actions.add(new Action.Write(id));
        }
        if (bounds.has(Kind.READ)
                && cluster.budget.reads < bounds.reads()
                && core.status().leaderId() != 0) {
            actions.add(new Action.Read(id));
        }
        if (bounds.has(Kind.ACCEPT_LOSS) && core.isRecovering()) {
            actions.add(new Action.AcceptLoss(id));
        }
        long snapshotIndex =
                node.disk.snapshot() == null ? 0 : node.disk.snapshot().index();
        if (bounds.has(Kind.SNAPSHOT) && core.commitIndex() > snapshotIndex && node.pending.isEmpty()) {
            actions.add(new Action.Snapshot(id));
        }
        if (!node.leads()) {
            return;
        }
        for (int other = 1; other <= cluster.size(); other++) {
            boolean member = core.configuration().contains(other);
            if (bounds.has(Kind.TRANSFER) && other != id && member) {
                actions.add(new Action.Transfer(id, other));
            }
            if (bounds.has(Kind.CHANGE) && cluster.budget.changes < 3 && !cluster.node(other).ended) {
                actions.add(new Action.Change(id, other, member ? Action.Wish.LEAVE : Action.Wish.JOIN));
            }
        }
    }
}
