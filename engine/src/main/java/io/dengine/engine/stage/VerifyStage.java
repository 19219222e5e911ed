package io.dengine.engine.stage;

import io.dengine.core.Event;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import java.util.function.Consumer;

/**
 * Looks for damage before it does harm: reads data at rest once more, and compares the states of the members.
 *
 * <pre>
 *   log, snapshots --- slice by slice ---> Scrubbing -----> Renewal: a snapshot, and a log that begins behind it
 *   apply --- state after a check -------> Comparison ----> leader: compares ----> who differs stops
 * </pre>
 *
 * <p>Nothing waits for this stage, and it waits for nothing: it may be as slow as it likes.
 */
final class VerifyStage extends NodeStage {
    private final Outlet outlet;
    private final Scrubbing scrubbing;
    private final Renewal renewal;
    private final Comparison comparison;
    private final Mailbox<VerifyTask> tasks = new Mailbox<>(Mailbox.UNBOUNDED);
    private volatile boolean stopped;

    VerifyStage(NodePorts ports, NodeHooks hooks, NodeConfig config, NodeView view, FailStop failStop) {
        super("verify", failStop);
        this.outlet = new Outlet(ports.transport());
        this.renewal = new Renewal(ports.time(), view, hooks.integrity(), this::wake);
        this.scrubbing = new Scrubbing(ports, config.scrub(), hooks.integrity(), renewal);
        this.comparison = new Comparison(config, ports.time(), view, outlet, hooks.integrity());
    }

    /**
     * @param apply takes snapshots
     * @param snapshots stores them, and lets go of what is damaged
     * @param core has checks put into the log
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

    /** Called by the core: who leads may have changed. */
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

    /** Gives up what is under way. Called once, after the stage was stepped for the last time. */
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
