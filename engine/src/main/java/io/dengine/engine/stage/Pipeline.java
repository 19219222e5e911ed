package io.dengine.engine.stage;

import io.dengine.core.CoreStatus;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import io.dengine.engine.NodeStatus;
import io.dengine.engine.Recovery;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The stages of one node, connected to each other. Has no threads of its own. */
public final class Pipeline {
    /** The number of stages that leave unfinished what they have begun: no client was promised anything for it. */
    public static final int ABRUPT_STAGES = 3;

    private final FailStop failStop = new FailStop();
    private final NodeView view;
    private final Listeners listeners;
    private final RequestBudget budget;
    private final LogStage log;
    private final ApplyStage apply;
    private final CoreStage core;
    private final SnapshotStage snapshots;
    private final VerifyStage verify;
    private final SnapshotTrigger trigger;
    private final @Nullable SyncStage sync;
    private final Door door;

    public Pipeline(NodeConfig config, NodePorts ports, NodeHooks hooks, Recovery recovery) {
        long appliedIndex = fitting(ports.machine().appliedIndex(), recovery);
        CoreStatus unknown = new CoreStatus(CoreStatus.RoleName.FOLLOWER, 0, CoreStatus.NO_LEADER, false);
        Configuration bootstrap = recovery.log().base().configuration();
        view = new NodeView(
                ports.time(), unknown, bootstrap, recovery.log().base().index(), appliedIndex);
        view.setHeldIndex(recovery.log().lastIndex());
        view.setRecovering(recovery.lacksEntries());
        failStop.onFailure(view::stop);
        listeners = new Listeners(hooks.listeners());
        budget = new RequestBudget(
                config.limits().maxWaitingRequests(), config.limits().maxWaitingBytes());
        log = new LogStage(ports, hooks.metrics(), view::setRoom, failStop);
        snapshots = new SnapshotStage(ports, hooks, config, recovery.log().base(), view, failStop);
        verify = new VerifyStage(ports, hooks, config, view, failStop);
        trigger = new SnapshotTrigger(
                config, ports.machine(), snapshots, recovery, ports.time().nanoTime());
        Refusals refusals = new Refusals(view, hooks.metrics());
        apply = new ApplyStage(ports, hooks, config, view, refusals, trigger, failStop);
        sync = config.core().acknowledgedLevel() == Effect.Level.WRITTEN
                ? new SyncStage(ports, config.sync(), hooks.metrics(), failStop)
                : null;
        CoreStage.Surroundings surroundings =
                new CoreStage.Surroundings(view, listeners, refusals, budget, log, apply, snapshots, verify, failStop);
        core = new CoreStage(config, ports, hooks, surroundings, recovery);
        door = new Door(config, ports.time(), surroundings, core);
        log.connect(core, sync, damage -> verify.hand(new VerifyTask.Unreadable(damage)));
        apply.connect(
                command -> door.command(command, false),
                log::hand,
                state -> verify.hand(new VerifyTask.Reached(state)));
        verify.connect(apply, snapshots, core::tell);
        snapshots.connect(new SnapshotOwner() {
            @Override
            public void tell(Event event) {
                core.tell(event);
            }

            @Override
            public void wanted() {
                apply.requestSnapshot(new CompletableFuture<>());
            }

            @Override
            public void taken(@Nullable SnapshotMeta meta, long sizeBytes) {
                trigger.ended(meta, sizeBytes);
                apply.wake();
            }
        });
        failStop.onFailure(() -> {
            listeners.statusChanged(view.status());
            listeners.failed(failStop.required());
        });
    }

    /** Returns the machine's applied index, which must be one from which the log continues. */
    private static long fitting(long appliedIndex, Recovery recovery) {
        if (appliedIndex < recovery.log().base().index()
                || appliedIndex > recovery.log().lastIndex()) {
            throw new IllegalStateException("the state machine has applied up to entry " + appliedIndex
                    + ", but the log only has the entries after "
                    + recovery.log().base().index() + " up to "
                    + recovery.log().lastIndex());
        }
        return appliedIndex;
    }

    /**
     * Returns all stages, in the order in which they should stop: the first {@link #ABRUPT_STAGES} at once, the others
     * when they have done what waits for them.
     */
    public List<Stage> stages() {
        List<Stage> stages = new ArrayList<>(List.of(core, snapshots, verify, log));
        if (sync != null) {
            stages.add(sync);
        }
        stages.add(apply);
        return List.copyOf(stages);
    }

    public Door door() {
        return door;
    }

    public NodeView view() {
        return view;
    }

    public Listeners listeners() {
        return listeners;
    }

    /** Returns the reason for which the node has stopped itself, or null. */
    public @Nullable Throwable failure() {
        return failStop.failure();
    }

    /** Stops the node permanently, as a failing stage does. */
    public void fail(Throwable why) {
        failStop.fail(why);
    }

    public List<String> recentEvents() {
        return core.recentEvents();
    }

    /** Asks the core to transfer leadership, if this node leads. */
    public void requestStepDown() {
        core.requestStepDown();
    }

    /**
     * Refuses everything that waits and everything that will come. Called once, after the stages were stepped for the
     * last time.
     */
    public void close() {
        view.stop();
        core.close();
        snapshots.close();
        verify.close();
        trigger.close();
    }

    /** Takes a snapshot as soon as possible; completes once it is stored. */
    public CompletableFuture<SnapshotMeta> takeSnapshot() {
        CompletableFuture<SnapshotMeta> answer = new CompletableFuture<>();
        apply.requestSnapshot(answer);
        return answer;
    }

    public NodeStatus status() {
        SyncStage background = sync;
        return new NodeStatus(
                view.status(),
                view.commitIndex(),
                view.appliedIndex(),
                view.leaderChanges(),
                new NodeStatus.Queues(
                        budget.requests(),
                        core.queuedRequests(),
                        core.queuedArrivals(),
                        log.waiting(),
                        apply.waiting()),
                background == null ? 0 : background.unsyncedEntries(),
                view.peers());
    }

    /** Returns the receiver of what arrives at the transport. */
    public Transport.Receiver receiver() {
        return new Transport.Receiver() {
            @Override
            public void received(int from, PeerMessage message) {
                core.arrived(new PeerArrival.Said(from, message));
            }

            @Override
            public void identified(int peer, long storageId) {
                core.identified(new Event.PeerIdentified(peer, storageId));
            }

            @Override
            public void connected(int peer) {
                core.arrived(new PeerArrival.Connected(peer));
            }

            @Override
            public void disconnected(int peer) {
                core.arrived(new PeerArrival.Disconnected(peer));
            }
        };
    }
}
