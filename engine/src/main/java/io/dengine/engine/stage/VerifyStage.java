package io.dengine.engine.stage;

import io.dengine.core.Event;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import java.util.function.Consumer;

/**
 * Detects damage before it does harm: reads stored data again, and compares the states of the members.
 *
 * <pre>
 *   log, snapshots --- slice by slice ---> Scrubbing -----> SnapshotRenewal: a snapshot, and a log that begins after it
 *   apply --- state after a check -------> Comparison ----> leader: compares ----> a member that differs stops
 * </pre>
 *
 * <p>No stage waits for this one, and it waits for none, so it may be slow.
 */
final class VerifyStage extends NodeStage {
    private final Outlet outlet;
    private final Scrubbing scrubbing;
    private final SnapshotRenewal renewal;
    private final Comparison comparison;
    private final Mailbox<VerifyTask> tasks = new Mailbox<>(Mailbox.UNBOUNDED);
    private volatile boolean stopped;

    VerifyStage(NodePorts ports, NodeHooks hooks, NodeConfig config, NodeView view, FailStop failStop) {
        super("verify", failStop);
        this.outlet = new Outlet(ports.transport());
        this.renewal = new SnapshotRenewal(ports.time(), view, hooks.integrity(), this::wake);
        this.scrubbing = new Scrubbing(ports, config.scrub(), hooks.integrity(), renewal);
        this.comparison = new Comparison(config, ports.time(), view, outlet, hooks.integrity());
    }

    /**
     * Connects this stage to the others.
     *
     * @param apply takes snapshots
     * @param snapshots stores them, and removes damaged ones
     * @param core appends checks to the log
     */
    void connect(ApplyStage apply, SnapshotStage snapshots, Consumer<Event> core) {
        renewal.connect(apply::requestSnapshot, snapshots::hand);
        comparison.connect(core);
    }

    /** Called by the stages that have something for this one. */
    void hand(VerifyTask task) {
        if (stopped || !tasks.offer(task)) {
            drop(task);
            return;
        }
        wake();
    }

    /** Handles a possible change of leader. Called by the core. */
    void leaderChanged() {
        wake();
    }

    private static void drop(VerifyTask task) {
        if (task instanceof VerifyTask.Reached reached) {
            reached.state().close();
        }
    }

    @Override
    public int waiting() {
        return tasks.size();
    }

    @Override
    boolean work() {
        boolean worked = takeTasks();
        worked |= comparison.step();
        worked |= scrubbing.step();
        worked |= renewal.step();
        outlet.flush();
        return worked;
    }

    private boolean takeTasks() {
        boolean any = false;
        for (VerifyTask task = tasks.poll(); task != null; task = tasks.poll()) {
            any = true;
            switch (task) {
                case VerifyTask.Unreadable unreadable -> renewal.logDamaged(unreadable.damage());
                case VerifyTask.Reached reached -> comparison.reached(reached.state());
                case VerifyTask.Told told -> comparison.told(told.peer(), told.state());
                case VerifyTask.Accused accused -> comparison.accused(accused.peer(), accused.verdict());
            }
        }
        return any;
    }

    @Override
    boolean giveUp() {
        boolean any = false;
        for (VerifyTask task = tasks.poll(); task != null; task = tasks.poll()) {
            drop(task);
            any = true;
        }
        comparison.close();
        scrubbing.close();
        return any;
    }

    /** Discards what is in progress. Called once, after the stage was stepped for the last time. */
    void close() {
        stopped = true;
        giveUp();
    }

    @Override
    long workDeadlineNanos() {
        return Math.min(
                scrubbing.nextDeadlineNanos(), Math.min(renewal.nextDeadlineNanos(), comparison.nextDeadlineNanos()));
    }
}
