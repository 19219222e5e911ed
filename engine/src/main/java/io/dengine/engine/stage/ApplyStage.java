package io.dengine.engine.stage;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect;
import io.dengine.core.InvariantViolation;
import io.dengine.core.Waiter;
import io.dengine.core.log.Entry;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import io.dengine.engine.SnapshotReport;
import io.dengine.engine.port.HashView;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.read.ReadGate;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies what is committed, in order, and answers the requests that waited for it: commands with the state machine's
 * reply, reads once their index is applied. On the leader it also proposes the commands of the state machine itself.
 *
 * <p>Clients' futures complete on this stage's thread: a continuation must be quick, or continue elsewhere.
 */
final class ApplyStage extends NodeStage {
    private static final int MAX_BRIEF_TASKS = 16;
    private static final int LEAST_REST_DIVISOR = 100;

    private final NodePorts ports;
    private final NodeHooks hooks;
    private final NodeView view;
    private final NodeConfig.ApplyPolicy policy;
    private final StateMachine machine;
    private final Refusals refusals;
    private final SnapshotTrigger snapshots;
    private final Outlet outlet;
    private final CommittedQueue committed;
    private final ReadGate<Waiter> gate = new ReadGate<>();
    private final Mailbox<Effect> tasks = new Mailbox<>(Mailbox.UNBOUNDED);

    /** More entries are committed than one step applies; they may have to be read from the disk. */
    private volatile boolean behind;

    /** A snapshot waits to be installed. */
    private volatile boolean installing;

    private long appliedIndex;
    private long appliedTimeMillis;
    private long appliedNanos;

    private Function<Bytes, CompletableFuture<Bytes>> proposer = command -> new CompletableFuture<>();
    private Consumer<Effect> log = effect -> {};
    private Consumer<HashView> verifier = HashView::close;
    private @Nullable CompletableFuture<Bytes> maintenance;
    private long maintenanceSinceNanos;
    private long nextMaintenanceNanos;

    ApplyStage(
            NodePorts ports,
            NodeHooks hooks,
            NodeConfig config,
            NodeView view,
            Refusals refusals,
            SnapshotTrigger snapshots,
            FailStop failStop) {
        super("apply", failStop);
        this.refusals = refusals;
        this.snapshots = snapshots;
        this.ports = ports;
        this.hooks = hooks;
        this.view = view;
        this.policy = config.apply();
        this.machine = ports.machine();
        this.outlet = new Outlet(ports.transport());
        this.appliedIndex = view.appliedIndex();
        this.committed = new CommittedQueue(ports.log(), appliedIndex);
        this.appliedNanos = ports.time().nanoTime();
        this.nextMaintenanceNanos = appliedNanos;
    }

    /**
     * Connects this stage to the others.
     *
     * @param newProposer proposes a command here, if this node leads
     * @param newLog receives a snapshot after which the log must begin
     * @param newVerifier receives the state after each check
     */
    void connect(
            Function<Bytes, CompletableFuture<Bytes>> newProposer,
            Consumer<Effect> newLog,
            Consumer<HashView> newVerifier) {
        proposer = newProposer;
        log = newLog;
        verifier = newVerifier;
    }

    /** Hands over a {@link Effect.Commit}, {@link Effect.ReadAt} or {@link Effect.Install}. Called by the core. */
    void hand(Effect task) {
        if (task instanceof Effect.Install) {
            installing = true;
        }
        tasks.offer(task);
        wake();
    }

    /** Returns the outlet for answers that this stage gives. */
    Outlet outlet() {
        return outlet;
    }

    @Override
    public int waiting() {
        return tasks.size();
    }

    @Override
    public boolean isBrief() {
        return machine.isBrief() && !behind && !installing && tasks.size() <= MAX_BRIEF_TASKS;
    }

    @Override
    boolean work() throws IOException {
        boolean worked = takeTasks();
        worked |= applyChunk();
        behind = committed.has(appliedIndex + 1);
        worked |= gate.open(appliedIndex, this::letRead);
        outlet.flush();
        worked |= snapshots.consider(ports.time().nanoTime());
        worked |= maintain();
        return worked;
    }

    private boolean takeTasks() throws IOException {
        boolean any = false;
        for (Effect task = tasks.poll(); task != null; task = tasks.poll()) {
            any = true;
            switch (task) {
                case Effect.Commit commit -> committed.add(commit);
                case Effect.ReadAt readAt -> gate.add(readAt.index(), readAt.waiters());
                case Effect.Install install -> install(install);
                default -> throw new IllegalStateException("not a task of the state machine: " + task);
            }
        }
        return any;
    }

    private boolean applyChunk() throws IOException {
        if (!committed.has(appliedIndex + 1)) {
            return false;
        }
        List<Entry> committedNext = committed.next(appliedIndex + 1, policy.chunkEntries(), policy.chunkBytes());
        long startNanos = ports.time().nanoTime();
        List<Bytes> replies = machine.apply(committedNext);
        List<Entry> chunk = committedNext.subList(0, Math.min(replies.size(), committedNext.size()));
        if (replies.isEmpty() || machine.appliedIndex() != appliedIndex + replies.size()) {
            throw new InvariantViolation("the state machine received " + committedNext.size() + " entries after "
                    + appliedIndex + " and returned " + replies.size() + " replies up to " + machine.appliedIndex());
        }
        Entry last = chunk.get(chunk.size() - 1);
        long endNanos = ports.time().nanoTime();
        hooks.metrics().entriesApplied(chunk.size(), endNanos - startNanos);
        appliedIndex = last.index();
        appliedTimeMillis = last.timeMillis();
        appliedNanos = endNanos;
        view.setAppliedIndex(appliedIndex); // before any reply: a client that has one may read under the lease at once
        snapshots.applied(chunk);
        if (last.kind() == Entry.Kind.CHECK) {
            verifier.accept(machine.freezeHash());
        }
        reply(chunk.get(0).index(), replies, endNanos);
        return true;
    }

    /** Installs the state first, then the log: a log without a state could not be used any more. */
    private void install(Effect.Install install) throws IOException {
        SnapshotMeta meta = install.meta();
        long startNanos = ports.time().nanoTime();
        SnapshotRestore.restore(ports.snapshots(), machine, meta);
        committed.beginAfter(meta.index());
        appliedIndex = meta.index();
        appliedTimeMillis = meta.timeMillis();
        appliedNanos = ports.time().nanoTime();
        for (Effect.Awaited awaited = committed.pollAwaited(appliedIndex);
                awaited != null;
                awaited = committed.pollAwaited(appliedIndex)) {
            CommandRequest request = (CommandRequest) awaited.waiter();
            refusals.unknown(request); // it is part of the state, but its reply was not kept
            request.leave();
        }
        view.setAppliedIndex(appliedIndex);
        snapshots.installed(meta);
        installing = false;
        hooks.snapshots().reported(new SnapshotReport.Installed(meta, appliedNanos - startNanos));
        log.accept(install);
    }

    /** Takes a snapshot as soon as possible. Called by any thread. */
    void requestSnapshot(CompletableFuture<SnapshotMeta> answer) {
        snapshots.request(answer);
        wake();
    }

    private void reply(long firstIndex, List<Bytes> replies, long nowNanos) {
        for (Effect.Awaited awaited = committed.pollAwaited(appliedIndex);
                awaited != null;
                awaited = committed.pollAwaited(appliedIndex)) {
            CommandRequest request = (CommandRequest) awaited.waiter();
            hooks.metrics().proposalApplied(nowNanos - request.acceptedNanos());
            request.applied(replies.get(Math.toIntExact(awaited.index() - firstIndex)));
            request.leave();
        }
    }

    private void letRead(Waiter waiter, long readableIndex) {
        ReadRequest reader = (ReadRequest) waiter;
        hooks.metrics().readAnswered(ports.time().nanoTime() - reader.acceptedNanos());
        reader.readableAt(readableIndex);
        reader.leave();
    }

    /**
     * Proposes one command of the state machine itself at a time, and only if it would be stamped and committed soon.
     * While there are more, this node rests as long as the last one took. So clients get at least as much of the node,
     * and the slower everything is, the less load this adds.
     */
    private boolean maintain() {
        long nowNanos = ports.time().nanoTime();
        CompletableFuture<Bytes> pending = maintenance;
        if (pending != null && pending.isDone()) {
            maintenance = null;
            nextMaintenanceNanos = nowNanos + restNanos(pending, nowNanos - maintenanceSinceNanos);
        }
        if (maintenance != null || !view.status().ready() || nowNanos < nextMaintenanceNanos) {
            return false;
        }
        nextMaintenanceNanos = nowNanos + policy.maintenanceNanos();
        Bytes command = machine.maintenance(clockMillis(nowNanos));
        if (command != null) {
            maintenance = proposer.apply(command);
            maintenanceSinceNanos = nowNanos;
        }
        return true;
    }

    private long restNanos(CompletableFuture<Bytes> done, long tookNanos) {
        long longest = policy.maintenanceNanos();
        return done.isCompletedExceptionally() ? longest : Math.clamp(tookNanos, longest / LEAST_REST_DIVISOR, longest);
    }

    /** Returns the replicated clock, which moves like the monotonic clock between two stamps. */
    private long clockMillis(long nowNanos) {
        return appliedTimeMillis + Math.max(0, nowNanos - appliedNanos) / 1_000_000;
    }

    @Override
    boolean giveUp() {
        return false;
    }

    @Override
    long workDeadlineNanos() {
        return view.status().ready() && maintenance == null ? nextMaintenanceNanos : NO_DEADLINE;
    }
}
