package io.dengine.simulator.explore;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreStatus;
import io.dengine.core.Event;
import io.dengine.core.RaftCore;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.simulator.explore.Cluster.ExploredWaiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Executes actions. */
final class Step {
    private Step() {}

    /**
     * Changes {@code cluster} by one action, and checks the invariants after it.
     *
     * @return false if the action is not possible in this state; the cluster is then unchanged
     */
    static boolean apply(Cluster cluster, Action action) {
        boolean done = switch (action) {
            case Action.Deliver deliver ->
                arrive(cluster, cluster.onLink(deliver.from(), deliver.to(), deliver.place()), true);
            case Action.Repeat repeat ->
                arrive(cluster, cluster.onLink(repeat.from(), repeat.to(), repeat.place()), false);
            case Action.Lose lose -> lose(cluster, cluster.onLink(lose.from(), lose.to(), 0));
            case Action.Hold hold -> hold(cluster, cluster.linkBit(hold.from(), hold.to()), true);
            case Action.Release release -> hold(cluster, cluster.linkBit(release.from(), release.to()), false);
            case Action.Disconnect disconnect -> disconnect(cluster, disconnect.one(), disconnect.other());
            case Action.Split split -> split(cluster, split.nodes());
            case Action.Heal heal -> heal(cluster, heal.lossy());
            case Action.Pass pass -> pass(cluster, Schedule.nextDeadline(cluster));
            case Action.PassAlmost pass -> pass(cluster, Schedule.nextLeaseEnd(cluster) - 1);
            case Action.KillAll killAll -> killAll(cluster);
            case Action.Tick tick -> onNode(cluster, action, tick.node());
            case Action.Pause pause -> onNode(cluster, action, pause.node());
            case Action.Resume resume -> onNode(cluster, action, resume.node());
            case Action.Stall stall -> onNode(cluster, action, stall.node());
            case Action.Unstall unstall -> onNode(cluster, action, unstall.node());
            case Action.StoreOne store -> onNode(cluster, action, store.node());
            case Action.Kill kill -> onNode(cluster, action, kill.node());
            case Action.LosePower lose -> onNode(cluster, action, lose.node());
            case Action.Start start -> start(cluster, start.node());
            case Action.Write write -> onNode(cluster, action, write.node());
            case Action.Read read -> onNode(cluster, action, read.node());
            case Action.Transfer transfer -> onNode(cluster, action, transfer.from());
            case Action.Change change -> onNode(cluster, action, change.leader());
            case Action.Snapshot snapshot -> onNode(cluster, action, snapshot.node());
            case Action.AcceptLoss accept -> onNode(cluster, action, accept.node());
        };
        if (done) {
            cluster.checkLeases();
        }
        return done;
    }

    private static boolean arrive(Cluster cluster, @Nullable Flight flight, boolean consumed) {
        if (flight == null || cluster.node(flight.to()).paused || cluster.isSplit(flight.from(), flight.to())) {
            return false;
        }
        if (consumed) {
            cluster.remove(flight);
        }
        cluster.arrivals++;
        cluster.deliver(flight);
        return true;
    }

    private static boolean lose(Cluster cluster, @Nullable Flight flight) {
        if (flight == null) {
            return false;
        }
        cluster.lose(other -> other.number() == flight.number());
        return true;
    }

    private static boolean hold(Cluster cluster, long link, boolean hold) {
        if (((cluster.held & link) != 0) == hold) {
            return false;
        }
        cluster.held ^= link;
        return true;
    }

    private static boolean disconnect(Cluster cluster, int one, int other) {
        cluster.lose(flight -> flight.isOn(one, other) || flight.isOn(other, one));
        if (cluster.node(one).isUp()) {
            cluster.step(one, new Event.PeerDisconnected(other));
        }
        if (cluster.node(other).isUp()) {
            cluster.step(other, new Event.PeerDisconnected(one));
        }
        return true;
    }

    private static boolean split(Cluster cluster, int nodes) {
        if (cluster.split != 0) {
            return false;
        }
        cluster.split = nodes;
        return true;
    }

    private static boolean heal(Cluster cluster, boolean lossy) {
        if (cluster.split == 0) {
            return false;
        }
        if (lossy) {
            cluster.lose(flight -> cluster.isSplit(flight.from(), flight.to()));
        }
        cluster.split = 0;
        return true;
    }

    private static boolean pass(Cluster cluster, long untilNanos) {
        if (untilNanos <= cluster.nowNanos || untilNanos >= Long.MAX_VALUE - 1) {
            return false;
        }
        cluster.nowNanos = untilNanos;
        cluster.arrivals = 0;
        for (int id = 1; id <= cluster.size(); id++) {
            if (!cluster.node(id).stalled && !cluster.bounds.has(Bounds.Kind.SLOW_SYNC)) {
                cluster.own(id).disk.settle();
            }
        }
        return true;
    }

    private static boolean killAll(Cluster cluster) {
        for (int id = 1; id <= cluster.size(); id++) {
            if (cluster.node(id).isUp()) {
                cluster.own(id).die();
                cluster.budget.crashes++;
            }
        }
        cluster.flights.clear();
        for (int id = 1; id <= cluster.size(); id++) {
            start(cluster, id);
        }
        return true;
    }

    private static boolean start(Cluster cluster, int id) {
        ExploredNode node = cluster.node(id);
        if (node.isUp() || !node.installed || node.ended) {
            return false;
        }
        cluster.start(id);
        return true;
    }

    private static boolean onNode(Cluster cluster, Action action, int id) {
        return cluster.node(id).isUp() && onRunning(cluster, action, id);
    }

    private static boolean onRunning(Cluster cluster, Action action, int id) {
        switch (action) {
            case Action.Tick tick -> {
                if (cluster.node(id).paused) {
                    return false;
                }
                cluster.own(id).tickedNanos = cluster.nowNanos;
                cluster.step(id, new Event.Tick());
            }
            case Action.Pause pause -> cluster.own(id).paused = true;
            case Action.Resume resume -> cluster.own(id).paused = false;
            case Action.Stall stall -> cluster.own(id).stalled = true;
            case Action.Unstall unstall -> {
                cluster.own(id).stalled = false;
                while (cluster.node(id).isUp() && !cluster.node(id).pending.isEmpty()) {
                    cluster.storeOne(id);
                }
            }
            case Action.StoreOne store -> {
                if (cluster.node(id).pending.isEmpty()) {
                    return false;
                }
                cluster.storeOne(id);
            }
            case Action.Kill kill -> die(cluster, id, false);
            case Action.LosePower lose -> die(cluster, id, true);
            case Action.AcceptLoss accept -> {
                cluster.ghost().acceptsLoss();
                cluster.step(id, new Event.LossAccepted(new ExploredWaiter(0, false)));
                cluster.countStored(cluster.node(id), cluster.node(id).disk.entries());
            }
            default -> {
                return request(cluster, action, id);
            }
        }
        return true;
    }

    private static void die(Cluster cluster, int id, boolean power) {
        cluster.budget.crashes++;
        ExploredNode node = cluster.own(id);
        node.die();
        if (power) {
            node.disk.losePower(cluster.bounds.level());
        }
        cluster.lose(flight -> flight.to() == id);
    }

    private static boolean request(Cluster cluster, Action action, int id) {
        RaftCore core = Objects.requireNonNull(cluster.node(id).core);
        switch (action) {
            case Action.Write write -> {
                if (!cluster.node(id).leads()) {
                    return false;
                }
                cluster.budget.writes++;
                cluster.budget.lastWriteTerm = core.status().term();
                ExploredWaiter waiter = new ExploredWaiter(cluster.budget.writes, false);
                Event.Proposal proposal = new Event.Proposal(Bytes.utf8("w" + waiter.id()), waiter);
                cluster.step(id, new Event.Proposed(List.of(proposal), wallMillis(cluster)));
            }
            case Action.Read read -> {
                if (core.status().leaderId() == CoreStatus.NO_LEADER) {
                    return false;
                }
                ExploredWaiter waiter = new ExploredWaiter(100 + ++cluster.budget.reads, true);
                cluster.ghost().readBegins(waiter.id(), id, core.status().term(), cluster.nextNumber());
                cluster.step(id, new Event.ReadsRequested(List.of(waiter)));
            }
            case Action.Transfer transfer ->
                cluster.step(id, new Event.TransferRequested(transfer.to(), new ExploredWaiter(0, false)));
            case Action.Change change -> change(cluster, core, change);
            case Action.Snapshot snapshot -> snapshot(cluster, core, id);
            default -> throw new IllegalStateException("unknown action: " + action);
        }
        return true;
    }

    /** Returns the time that wall clocks show: the true time. */
    static long wallMillis(Cluster cluster) {
        return Cluster.WALL_MILLIS + cluster.nowNanos / Bounds.MILLI;
    }

    private static void change(Cluster cluster, RaftCore core, Action.Change change) {
        cluster.budget.changes++;
        Configuration current = core.configuration();
        int id = change.node();
        List<Member> members = new ArrayList<>(current.members());
        members.removeIf(member -> member.id() == id);
        if (change.wish() == Action.Wish.JOIN) {
            members.add(new Member(id, "n" + id, id * 11L, Member.Role.PROMOTABLE));
            ExploredNode joining = cluster.own(id);
            if (!joining.installed) {
                joining.installed = true;
                joining.disk.bootstrap(current.at(0));
                cluster.start(id);
            }
        }
        cluster.step(
                change.leader(),
                new Event.ChangeRequested(
                        new Configuration(0, members, current.removed()),
                        current.index(),
                        new ExploredWaiter(0, false)));
    }

    /** Compacts the log up to the snapshot, so that a node that lacks entries needs the snapshot. */
    private static void snapshot(Cluster cluster, RaftCore core, int id) {
        ExploredNode node = cluster.own(id);
        long index = core.commitIndex();
        long term = node.disk.termAt(index);
        if (term < 0) {
            return;
        }
        SnapshotMeta meta =
                new SnapshotMeta(new EntryId(index, term), node.disk.timeAt(index), node.disk.configurationAt(index));
        node.disk.snapshot(meta);
        cluster.step(id, new Event.SnapshotStored(meta, index + 1));
    }
}
