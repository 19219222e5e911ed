package io.dengine.engine.stage;

import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.core.RaftCore;
import io.dengine.core.Waiter;
import io.dengine.core.message.Message;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import io.dengine.engine.port.PeerMessage;
import java.util.List;

/** Executes the effects of the core: hands each to the stage, port or client that it concerns. */
final class EffectRunner {
    private final NodePorts ports;
    private final NodeHooks hooks;
    private final NodeView view;
    private final Listeners listeners;
    private final Outlet outlet;
    private final Router router;
    private final ClockWatch clocks;
    private final LogStage log;
    private final ApplyStage apply;
    private final SnapshotStage snapshots;
    private final RoundTrips roundTrips = new RoundTrips();
    private final VerifyStage verify;

    private int lastLeaderId;

    EffectRunner(
            NodePorts ports,
            NodeHooks hooks,
            CoreStage.Surroundings surroundings,
            Outlet outlet,
            Router router,
            ClockWatch clocks) {
        this.ports = ports;
        this.hooks = hooks;
        this.view = surroundings.view();
        this.listeners = surroundings.listeners();
        this.log = surroundings.log();
        this.apply = surroundings.apply();
        this.snapshots = surroundings.snapshots();
        this.verify = surroundings.verify();
        this.outlet = outlet;
        this.router = router;
        this.clocks = clocks;
    }

    /** Executes the effects of the step that was made at {@code nowNanos}, in order. */
    void run(long nowNanos, RaftCore core, List<Effect> effects) {
        // Before anything leaves: a reader under the lease must know of every commit that others may know of, and a
        // client that is answered must find the status on which the answer is based.
        view.setCommitIndex(core.commitIndex());
        view.setStatus(core.status());
        for (int i = 0; i < effects.size(); i++) {
            run(nowNanos, effects.get(i));
        }
    }

    private void run(long nowNanos, Effect effect) {
        switch (effect) {
            case Effect.Persist persist -> persist(persist);
            case Effect.Send send -> send(nowNanos, send);
            case Effect.Commit commit -> commit(commit);
            case Effect.Abandon abandon -> abandon.waiters().forEach(this::abandon);
            case Effect.Refuse refuse ->
                refuse.waiters().forEach(waiter -> router.refused((Request) waiter, refuse.why()));
            case Effect.Complete complete -> complete.waiters().forEach(EffectRunner::complete);
            case Effect.ReadAt readAt -> apply.hand(readAt);
            case Effect.LeaseGranted granted -> view.setLease(clocks.view(granted));
            case Effect.StatusChanged changed -> statusChanged(changed.status());
            case Effect.ConfigurationChanged changed -> configurationChanged(changed);
            case Effect.Fetch fetch -> log.hand(fetch);
            case Effect.SendSnapshot send -> snapshots.hand(new SnapshotTask.Send(send));
            case Effect.Install install -> {
                view.tookBackAfter(install.meta().index()); // what may be committed of it is in the snapshot
                apply.hand(install);
            }
            case Effect.Compact compact -> log.hand(compact);
            case Effect.Note note -> hooks.notes().noted(note);
        }
    }

    private void send(long nowNanos, Effect.Send send) {
        if (send.message() instanceof Message.Append append) {
            roundTrips.sent(send.to(), append, nowNanos);
        }
        outlet.send(send.to(), new PeerMessage.Protocol(send.message()));
    }

    /** Returns the round-trip times of the peers. Owned by the core stage. */
    RoundTrips roundTrips() {
        return roundTrips;
    }

    private void persist(Effect.Persist persist) {
        if (persist.truncateAfter() != Effect.Persist.KEEP_ALL) {
            view.tookBackAfter(persist.truncateAfter());
        }
        log.hand(persist);
    }

    private void commit(Effect.Commit commit) {
        log.committed(commit.commitIndex());
        apply.hand(commit);
        if (!commit.awaited().isEmpty()) {
            long nowNanos = ports.time().nanoTime();
            for (Effect.Awaited awaited : commit.awaited()) {
                hooks.metrics().proposalCommitted(nowNanos - ((Request) awaited.waiter()).acceptedNanos());
            }
        }
    }

    private void abandon(Waiter waiter) {
        router.abandoned((Request) waiter);
    }

    private static void complete(Waiter waiter) {
        ControlRequest control = (ControlRequest) waiter;
        control.succeed();
        control.leave();
    }

    private void statusChanged(CoreStatus status) {
        if (status.role() != RoleName.LEADER) {
            view.setLease(null);
            view.setPeers(List.of());
            snapshots.hand(new SnapshotTask.StopSending());
        }
        if (status.leaderId() != CoreStatus.NO_LEADER && status.leaderId() != lastLeaderId) {
            lastLeaderId = status.leaderId();
            view.setLeaderChanges(view.leaderChanges() + 1);
        }
        router.leaderChanged();
        verify.leaderChanged();
        apply.wake(); // maintenance begins or ends
        listeners.statusChanged(status);
    }

    private void configurationChanged(Effect.ConfigurationChanged changed) {
        view.setConfiguration(changed.configuration());
        ports.transport().connectTo(changed.configuration());
        listeners.configurationChanged(changed.configuration());
    }
}
