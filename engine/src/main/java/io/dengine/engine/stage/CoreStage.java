package io.dengine.engine.stage;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.PeerFlow;
import io.dengine.core.RaftCore;
import io.dengine.core.Waiter;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.Recovery;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Passes all events to the core, and has its effects executed. A step takes everything that waits when it begins, so
 * batches grow by themselves under load: all commands become one event, all reads another.
 *
 * <pre>
 *   persisted, applied, fetched --.
 *   peers ------------------------+--> RaftCore --> EffectRunner --> log, apply, transport, clients
 *   clients --> Router -----------'
 * </pre>
 */
final class CoreStage extends NodeStage implements LogListener {
    private static final int MAX_ARRIVALS = 512;
    private static final int MAX_REQUESTS = 8_192;
    private static final int ARRIVALS_CAPACITY = 1 << 14;
    private static final long MAX_APPLY_LAG_NANOS = 1_000_000_000;

    private final NodePorts ports;
    private final NodeHooks hooks;
    private final Surroundings surroundings;
    private final RaftCore core;
    private final Outlet outlet;
    private final Router router;
    private final EffectRunner runner;
    private final ClockWatch clocks;
    private final RoomWatch room;
    private final EventTrace trace = new EventTrace();
    private final Waiters waiters = new Waiters();
    private final ApplyLag applyLag = new ApplyLag(MAX_APPLY_LAG_NANOS);

    private final Mailbox<PeerArrival> arrivals = new Mailbox<>(ARRIVALS_CAPACITY);
    private final Mailbox<Request> requests;
    /** Events that other parts of the node have for the core. */
    private final Mailbox<Event> answers = new Mailbox<>(Mailbox.UNBOUNDED);

    /** The proven identities of peers: processed before the next message of the same peer, and never lost. */
    private final Mailbox<Event.PeerIdentified> identities = new Mailbox<>(Mailbox.UNBOUNDED);

    private final List<Effect> effects = new ArrayList<>();

    private final long requestTimeoutNanos;
    private final long progressNanos;
    private long nextProgressNanos;
    private long persistedSeen;
    private long appliedSeen;
    private long dueNanos = NO_DEADLINE;

    /** The other parts of the node that the core's stage uses. */
    record Surroundings(
            NodeView view,
            Listeners listeners,
            Refusals refusals,
            RequestBudget budget,
            LogStage log,
            ApplyStage apply,
            SnapshotStage snapshots,
            VerifyStage verify,
            FailStop failStop) {}

    CoreStage(NodeConfig config, NodePorts ports, NodeHooks hooks, Surroundings surroundings, Recovery recovery) {
        super("core", surroundings.failStop());
        long nowNanos = ports.time().nanoTime();
        this.ports = ports;
        this.hooks = hooks;
        this.surroundings = surroundings;
        this.appliedSeen = surroundings.view().appliedIndex();
        this.core = new RaftCore(config.core(), recovery.log(), appliedSeen, nowNanos);
        this.clocks = new ClockWatch(
                config.clockToleranceNanos(),
                config.core().leaseNanos(),
                nowNanos,
                ports.time().wallMillis());
        this.outlet = new Outlet(ports.transport());
        this.router = new Router(ports, surroundings, outlet, surroundings.apply()::hand, config.core());
        this.room = new RoomWatch(surroundings.view(), outlet);
        this.runner = new EffectRunner(ports, hooks, surroundings, outlet, router, clocks);
        this.requests = new Mailbox<>(config.limits().maxWaitingRequests());
        this.requestTimeoutNanos = config.requestTimeoutNanos();
        this.progressNanos = config.core().heartbeatNanos();
        this.nextProgressNanos = nowNanos;
        long storageId = recovery.storageId();
        if (storageId != 0) {
            identities.offer(new Event.PeerIdentified(config.core().nodeId(), storageId));
        }
        surroundings.view().setStatus(core.status());
        surroundings.view().setConfiguration(core.configuration());
        surroundings.view().setCommitIndex(core.commitIndex());
    }

    /** Queues a request. Called by any thread. Returns false if the node is closed, or the queue is full. */
    boolean offer(Request request) {
        if (!requests.offer(request)) {
            return false;
        }
        wake();
        return true;
    }

    /**
     * Queues an arrival. Called by the transport. A message that does not fit is lost as on a network. A connection
     * event is never lost, since it would not be repeated.
     */
    void arrived(PeerArrival arrival) {
        boolean taken = arrival instanceof PeerArrival.Said ? arrivals.offer(arrival) : arrivals.offerAlways(arrival);
        if (taken) {
            wake();
        }
    }

    /** Queues a proven identity. Called by the transport, before anything that the peer sends afterwards. */
    void identified(Event.PeerIdentified identity) {
        identities.offer(identity);
        wake();
    }

    @Override
    public void tell(Event answer) {
        answers.offer(answer);
        wake();
    }

    @Override
    public void logAdvanced() {
        wake();
    }

    /** Transfers leadership if this node leads, because it is shutting down. Called by any thread. */
    void requestStepDown() {
        answers.offer(new Event.StepDownRequested());
        wake();
    }

    int queuedRequests() {
        return requests.size();
    }

    int queuedArrivals() {
        return arrivals.size();
    }

    @Override
    public int waiting() {
        return requests.size() + arrivals.size();
    }

    /** Returns the last events of the core. For the report of a failure: exact only once the stage has stopped. */
    List<String> recentEvents() {
        return trace.lines();
    }

    /** Returns true: the core never waits for anything. */
    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    boolean work() {
        watchClocks();
        boolean worked = takeCompletions();
        worked |= takeArrivals();
        room.consider(ports.time().nanoTime(), this::handOver);
        worked |= takeRequests();
        worked |= stepBatches();
        worked |= tick();
        worked |= expire();
        outlet.flush();
        dueNanos = workDeadlineNanos();
        return worked;
    }

    private void watchClocks() {
        if (clocks.isDisturbed(ports.time().nanoTime(), ports.time().wallMillis(), dueNanos)) {
            surroundings.view().setLease(null);
        }
    }

    /** Reads the clock after the event has come: what the event proves must not seem older than it is. */
    private void step(Event event) {
        step(ports.time().nanoTime(), event);
    }

    private void step(long nowNanos, Event event) {
        trace.record(nowNanos, event);
        core.step(nowNanos, event, effects);
        hooks.steps().stepped(core, event, effects);
        surroundings.view().setRecovering(core.isRecovering());
        runner.run(nowNanos, core, effects);
        effects.clear();
    }

    private boolean takeCompletions() {
        applyLag.observe(
                core.commitIndex(),
                surroundings.view().appliedIndex(),
                ports.time().nanoTime());
        boolean worked = false;
        long persisted = surroundings.log().persisted().get();
        if (persisted > persistedSeen) {
            persistedSeen = persisted;
            step(new Event.Persisted(persisted));
            worked = true;
        }
        long applied = surroundings.view().appliedIndex();
        // While a snapshot is being installed, its state is there before the core may know of it.
        if (applied > appliedSeen && applied <= core.commitIndex()) {
            appliedSeen = applied;
            step(new Event.Applied(applied));
            worked = true;
        }
        for (Event answer = answers.poll(); answer != null; answer = answers.poll()) {
            step(answer);
            worked = true;
        }
        return worked;
    }

    private boolean takeIdentities() {
        boolean worked = false;
        for (Event identity = identities.poll(); identity != null; identity = identities.poll()) {
            step(identity);
            worked = true;
        }
        return worked;
    }

    private boolean takeArrivals() {
        boolean identified = takeIdentities();
        for (int i = 0; i < MAX_ARRIVALS; i++) {
            PeerArrival arrival = arrivals.poll();
            if (arrival == null) {
                return identified || i > 0;
            }
            takeIdentities(); // the identity of a peer was queued before its messages
            switch (arrival) {
                case PeerArrival.Said said -> said(said.peer(), said.message());
                case PeerArrival.Connected connected -> router.connected(connected.peer());
                case PeerArrival.Disconnected disconnected -> {
                    router.disconnected(disconnected.peer());
                    step(new Event.PeerDisconnected(disconnected.peer()));
                }
            }
        }
        return true;
    }

    private void said(int from, PeerMessage message) {
        switch (message) {
            case PeerMessage.Protocol protocol -> {
                if (protocol.message() instanceof Message.SnapshotReply reply) {
                    surroundings.snapshots().hand(new SnapshotTask.Answered(from, reply.exchange()));
                }
                long nowNanos = ports.time().nanoTime();
                runner.roundTrips().heard(from, protocol.message(), nowNanos);
                step(nowNanos, new Event.Received(from, protocol.message()));
            }
            case PeerMessage.SnapshotBegin begin -> {
                // The core first: it decides whether the sender is the leader that it claims to be.
                step(new Event.Received(
                        from,
                        new Message.SnapshotOffer(
                                begin.term(),
                                begin.exchange(),
                                begin.round(),
                                begin.snapshot().meta())));
                surroundings.snapshots().hand(new SnapshotTask.Said(from, begin));
            }
            case PeerMessage.SnapshotPiece piece -> surroundings.snapshots().hand(new SnapshotTask.Said(from, piece));
            case PeerMessage.SnapshotProgress progress ->
                surroundings.snapshots().hand(new SnapshotTask.Said(from, progress));
            case PeerMessage.StateHash state -> surroundings.verify().hand(new VerifyTask.Told(from, state));
            case PeerMessage.StateDiffers verdict -> surroundings.verify().hand(new VerifyTask.Accused(from, verdict));
            case PeerMessage.Forward forward -> takeForward(from, forward);
            case PeerMessage.ForwardReply reply -> router.replied(from, reply);
            case PeerMessage.RoomLeft left -> room.told(from, left, ports.time().nanoTime());
        }
    }

    private void takeForward(int from, PeerMessage.Forward forward) {
        if (!router.isNewForward(from, forward)) {
            return;
        }
        long nowNanos = ports.time().nanoTime();
        Request.Ticket ticket = new Request.Ticket(
                surroundings.budget(), forward.command().length(), nowNanos, nowNanos + requestTimeoutNanos);
        ForwardedCommand command =
                new ForwardedCommand(ticket, outlet, surroundings.apply().outlet(), from, forward);
        if (surroundings.budget().tryEnter(command.weightBytes())) {
            take(command);
        } else {
            surroundings.refusals().overloaded(command);
        }
    }

    private boolean takeRequests() {
        boolean worked = false;
        if (router.isRetryDue(ports.time().nanoTime())) {
            router.retry();
            worked = true;
        }
        for (int i = 0; i < MAX_REQUESTS && router.hasRoom(); i++) {
            Request request = requests.poll();
            if (request == null) {
                return worked;
            }
            take(request);
            worked = true;
        }
        return worked;
    }

    private void take(Request request) {
        if (request.isAnswered()) {
            request.leave(); // the client no longer waits
            return;
        }
        waiters.add(request);
        switch (request) {
            case CommandRequest command
            when isOutOfRoom(command) -> {
                surroundings.refusals().noSpace(command);
                command.leave();
            }
            case CommandRequest command
            when isApplyingLate() -> {
                surroundings.refusals().appliedLate(command);
                command.leave();
            }
            case CommandRequest command -> router.accept(command);
            case ReadRequest read -> router.accept(read);
            case ControlRequest control -> step(control.event());
            default -> throw new IllegalStateException("not a request for the core: " + request);
        }
    }

    /**
     * Returns whether to refuse a command for lack of room. During a transfer to a node with room, the core keeps
     * commands waiting for it.
     */
    private boolean isOutOfRoom(CommandRequest command) {
        Room left = surroundings.view().room();
        if (left.isAmple() || surroundings.view().status().role() != RoleName.LEADER || room.isHandingOver()) {
            return false;
        }
        return left.level() == Room.Level.NONE || !ports.machine().fitsReserve(command.command());
    }

    /** Returns whether this node leads, and applies what is committed with too much delay to accept more. */
    private boolean isApplyingLate() {
        return surroundings.view().status().role() == RoleName.LEADER
                && applyLag.isTooLong(
                        surroundings.view().appliedIndex(), ports.time().nanoTime());
    }

    private CompletableFuture<Boolean> handOver(int target) {
        long nowNanos = ports.time().nanoTime();
        Request.Ticket ticket = new Request.Ticket(surroundings.budget(), 0, nowNanos, nowNanos + requestTimeoutNanos);
        ControlRequest request = new ControlRequest(ticket, waiter -> new Event.TransferRequested(target, waiter));
        if (surroundings.budget().tryEnter(0)) {
            take(request);
        } else {
            surroundings.refusals().overloaded(request);
        }
        return request.done();
    }

    private boolean stepBatches() {
        List<Event.Proposal> proposals = router.takeProposals();
        if (!proposals.isEmpty()) {
            hooks.metrics().proposalsBatched(proposals.size());
            step(new Event.Proposed(proposals, ports.time().wallMillis()));
        }
        List<Waiter> readers = router.takeReads();
        if (!readers.isEmpty()) {
            step(new Event.ReadsRequested(readers));
        }
        return !proposals.isEmpty() || !readers.isEmpty();
    }

    private boolean tick() {
        long nowNanos = ports.time().nanoTime();
        if (nowNanos < core.nextDeadlineNanos()) {
            return false;
        }
        step(new Event.Tick());
        if (nowNanos >= nextProgressNanos) {
            nextProgressNanos = nowNanos + progressNanos;
            surroundings.view().setPeers(progress());
        }
        return true;
    }

    private List<PeerProgress> progress() {
        if (core.status().role() != RoleName.LEADER) {
            return List.of();
        }
        List<PeerProgress> peers = new ArrayList<>();
        for (Member member : core.configuration().members()) {
            long matchIndex = core.matchIndexOf(member.id());
            PeerFlow flow = core.flowOf(member.id());
            if (matchIndex >= 0 && flow != null) {
                peers.add(new PeerProgress(
                        member.id(),
                        matchIndex,
                        Math.max(0, core.lastId().index() - matchIndex),
                        core.isReadyToVote(member.id()),
                        core.isHeard(member.id()),
                        flow,
                        runner.roundTrips().nanosOf(member.id())));
            }
        }
        return List.copyOf(peers);
    }

    private boolean expire() {
        return waiters.expire(ports.time().nanoTime(), request -> {
            surroundings.refusals().late(request);
            router.late(request);
        });
    }

    @Override
    boolean giveUp() {
        boolean[] any = {false};
        waiters.drain(request -> {
            any[0] = true;
            giveUp(request);
        });
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            any[0] = true;
            giveUp(request);
        }
        while (arrivals.poll() != null) {
            any[0] = true;
        }
        outlet.flush();
        return any[0];
    }

    private void giveUp(Request request) {
        if (request instanceof CommandRequest command && command.isUnderWay()) {
            surroundings.refusals().stoppedUnderWay(command);
        } else {
            surroundings.refusals().stopped(request);
        }
    }

    /** Refuses all requests from now on. Called once, after the stage was stepped for the last time. */
    void close() {
        requests.closeInto(this::giveUp);
        giveUp();
    }

    @Override
    long workDeadlineNanos() {
        long requests = Math.min(waiters.nextDeadlineNanos(), router.nextDeadlineNanos());
        return Math.min(Math.min(core.nextDeadlineNanos(), room.nextDeadlineNanos()), requests);
    }
}
