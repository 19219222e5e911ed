package io.dengine.simulator.explore;

import io.dengine.core.ContradictedException;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.InvariantViolation;
import io.dengine.core.RaftCore;
import io.dengine.core.Waiter;
import io.dengine.core.log.Entry;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.message.Message;
import io.dengine.simulator.check.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The state of a whole cluster. It is cheap to copy, because copies share the nodes that neither has changed. */
final class Cluster {
    /** The initial time of wall clocks. */
    static final long WALL_MILLIS = 1_000_000;

    private static final int MOST_ON_A_LINK = 6;

    final Bounds bounds;
    final List<Flight> flights;
    final Budget budget;
    private final @Nullable ExploredNode[] nodes;
    private final boolean[] owned;
    private final Ghost ghost;

    /** A bit for each link that holds its messages. */
    long held;

    /** A bit for each node on one side of a partition, or 0 if there is none. */
    int split;

    long nowNanos;

    /** The number of messages that have arrived since time last advanced. */
    int arrivals;

    private long lastNumber;

    /** The pending request of a client: a write or a read. */
    record ExploredWaiter(int id, boolean reads) implements Waiter {}

    Cluster(Bounds bounds) {
        this.bounds = bounds;
        flights = new ArrayList<>();
        budget = new Budget();
        nodes = new @Nullable ExploredNode[bounds.nodes() + 1];
        owned = new boolean[nodes.length];
        ghost = new Ghost(bounds.nodes());
        nowNanos = 1_000 * Bounds.MILLI;
        for (int id = 1; id <= bounds.nodes(); id++) {
            nodes[id] = new ExploredNode(id, new DiskModel(id, bounds.bootstrap()));
            owned[id] = true;
            if (bounds.bootstrap().contains(id)) {
                node(id).installed = true;
                start(id);
            }
        }
    }

    private Cluster(Cluster other) {
        bounds = other.bounds;
        flights = new ArrayList<>(other.flights);
        budget = other.budget.copy();
        nodes = other.nodes.clone();
        owned = new boolean[nodes.length];
        ghost = other.ghost.copy();
        held = other.held;
        split = other.split;
        nowNanos = other.nowNanos;
        arrivals = other.arrivals;
        lastNumber = other.lastNumber;
        Arrays.fill(other.owned, false);
    }

    Cluster copy() {
        return new Cluster(this);
    }

    int size() {
        return bounds.nodes();
    }

    Ghost ghost() {
        return ghost;
    }

    /** Returns a node for reading only. */
    ExploredNode node(int id) {
        return Objects.requireNonNull(nodes[id]);
    }

    /** Returns a node that may be changed. */
    ExploredNode own(int id) {
        ExploredNode node = node(id);
        if (!owned[id]) {
            node = node.copy();
            nodes[id] = node;
            owned[id] = true;
        }
        node.touch();
        return node;
    }

    long fingerprint() {
        long sum = ObjectGraph.mix(nowNanos, held * 64 + split);
        for (int id = 1; id < nodes.length; id++) {
            sum = ObjectGraph.mix(sum, node(id).fingerprint());
        }
        for (Flight flight : flights) {
            sum = ObjectGraph.mix(sum, flight.fingerprint());
        }
        return ObjectGraph.mix(ObjectGraph.mix(sum, ghost.fingerprint(flights)), budget.fingerprint());
    }

    // ---- links

    long linkBit(int from, int to) {
        return 1L << (from - 1) * size() + to - 1;
    }

    boolean isHeld(int from, int to) {
        return (held & linkBit(from, to)) != 0 || isSplit(from, to);
    }

    boolean isSplit(int from, int to) {
        return split != 0 && (split >> from & 1) != (split >> to & 1);
    }

    /** Returns the message at {@code place} of a link, or null. */
    @Nullable
    Flight onLink(int from, int to, int place) {
        int at = 0;
        for (Flight flight : flights) {
            if (flight.isOn(from, to) && at++ == place) {
                return flight;
            }
        }
        return null;
    }

    void remove(Flight gone) {
        flights.removeIf(flight -> flight.number() == gone.number());
    }

    private void send(ExploredNode sender, int to, Message message) {
        long hardTerm = sender.disk.hardState().term();
        boolean asks =
                message instanceof Message.PreVote || message instanceof Message.PreVoteReply reply && reply.granted();
        if (message.term() > hardTerm && !asks) {
            throw new Violation("term durable", "node " + sender.id + " shows " + message + ", but stored " + hardTerm);
        }
        switch (message) {
            case Message.Vote vote -> ghost.voted(sender.id, vote.term(), sender.id);
            case Message.VoteReply reply -> {
                if (reply.granted()) {
                    ghost.voted(sender.id, reply.term(), to);
                }
            }
            case Message.TimeoutNow order -> ghost.transferBegins(sender.id, order.term(), to);
            default -> {}
        }
        addFlight(Flight.of(sender.id, to, ++lastNumber, nowNanos, message));
    }

    private void addFlight(Flight flight) {
        long waiting = flights.stream()
                .filter(other -> other.isOn(flight.from(), flight.to()))
                .count();
        if (flight.to() <= size() && (waiting < MOST_ON_A_LINK || flight.snapshot() != null)) {
            flights.add(flight);
        }
    }

    /** Delivers a message; a node that is down does not receive it. */
    void deliver(Flight flight) {
        if (!node(flight.to()).isUp()) {
            noticeLoss(flight);
            return;
        }
        SnapshotMeta snapshot = flight.snapshot();
        Message message = flight.message();
        if (snapshot == null) {
            step(flight.to(), new Event.Received(flight.from(), message), flight);
        } else if (message instanceof Message.SnapshotOffer offer) {
            // The receiver of a state has received its offer before, and knows the term from it.
            step(flight.to(), new Event.Received(flight.from(), message), flight);
            own(flight.to()).disk.snapshot(snapshot);
            step(
                    flight.to(),
                    new Event.SnapshotReceived(flight.from(), offer.exchange(), offer.round(), snapshot),
                    null);
        }
    }

    /** Removes the matching messages from the network. */
    void lose(Predicate<Flight> which) {
        List<Flight> lost = flights.stream().filter(which).toList();
        flights.removeAll(lost);
        lost.forEach(this::noticeLoss);
    }

    /** Notifies the sender of a snapshot that it was lost. */
    private void noticeLoss(Flight flight) {
        boolean isState = flight.snapshot() != null;
        if (isState
                && flight.message() instanceof Message.SnapshotOffer offer
                && node(flight.from()).isUp()) {
            step(flight.from(), new Event.SnapshotSendFailed(flight.to(), offer.exchange()));
        }
    }

    // ---- nodes

    void start(int id) {
        ExploredNode node = own(id);
        RecoveredLog recovered = node.disk.open();
        node.core = new RaftCore(
                bounds.configOf(id, node.starts++), recovered, recovered.base().index(), nowNanos);
        countStored(node, recovered.tail());
    }

    /** Records the entries that a node has stored; they count only if the node has all entries that it acknowledged. */
    void countStored(ExploredNode node, List<Entry> entries) {
        RaftCore core = node.core;
        if (core != null && !core.isRecovering()) {
            entries.forEach(entry -> ghost.stored(node.id, entry.index(), entry.term()));
        }
    }

    void step(int id, Event event) {
        step(id, event, null);
    }

    /**
     * Runs one event and the events that immediately follow from it: those of an idle disk and an idle state machine.
     */
    private void step(int id, Event event, @Nullable Flight flight) {
        ExploredNode node = own(id);
        ArrayDeque<Event> due = new ArrayDeque<>();
        due.add(event);
        while (!due.isEmpty() && node.isUp()) {
            Event next = due.removeFirst();
            one(node, next, due);
            if (flight != null) {
                hear(node, flight);
                flight = null;
            }
        }
    }

    private void one(ExploredNode node, Event event, ArrayDeque<Event> due) {
        RaftCore core = Objects.requireNonNull(node.core);
        long commitBefore = core.commitIndex();
        boolean ledBefore = node.leads();
        long termBefore = node.term();
        Configuration membersBefore = core.configuration();
        List<Effect> effects = new ArrayList<>();
        try {
            core.step(nowNanos, event, effects);
        } catch (InvariantViolation | ContradictedException broken) {
            boolean leads = ledBefore && !endsTerm(event, termBefore);
            stop(node, event, leads, broken, commitBefore);
            return;
        }
        new Effects(this, node, event, due, membersBefore).execute(List.copyOf(effects), commitBefore, ledBefore);
        effects.clear(); // the core keeps the list
    }

    /**
     * Stops a node that reports a violated invariant. Only a node with entries that the cluster has discarded may
     * report one, and never the leader.
     */
    private void stop(ExploredNode node, Event event, boolean leads, RuntimeException broken, long commitBefore) {
        if (leads || !ghost.contradicts(node, commitBefore)) {
            throw new Violation(
                    leads ? "leader stops" : "node stops",
                    "node " + node.id + " stops at " + event + ": " + broken.getMessage());
        }
        node.die();
        node.ended = true;
    }

    private static boolean endsTerm(Event event, long term) {
        return event instanceof Event.Received received && received.message().term() > term;
    }

    /** Records that the receiver accepted a message of the leader of its own term. */
    private void hear(ExploredNode node, Flight flight) {
        Message message = flight.message();
        boolean leads = message instanceof Message.Append || message instanceof Message.SnapshotOffer;
        if (leads && node.isUp() && node.term() == message.term()) {
            ghost.heard(node.id, flight, message.term(), nowNanos);
        }
    }

    /** Completes the next pending operation of the disk. */
    void storeNext(ExploredNode node, ArrayDeque<Event> due) {
        Effect next = node.pending.remove(0);
        switch (next) {
            case Effect.Persist persist -> {
                node.disk.store(persist);
                ghost.voted(
                        node.id,
                        node.disk.hardState().term(),
                        node.disk.hardState().votedFor());
                countStored(node, persist.entries());
                persist.after().forEach(send -> send(node, send.to(), send.message()));
                due.add(new Event.Persisted(persist.sequence()));
            }
            case Effect.Install install -> {
                node.disk.reset(install.meta());
                due.add(new Event.Installed(install.meta()));
            }
            case Effect.Compact compact -> node.disk.compact(compact.base());
            default -> throw new IllegalStateException("not a task of the disk: " + next);
        }
    }

    void storeOne(int id) {
        ExploredNode node = own(id);
        ArrayDeque<Event> due = new ArrayDeque<>();
        storeNext(node, due);
        while (!due.isEmpty() && node.isUp()) {
            one(node, due.removeFirst(), due);
        }
    }

    void sendNow(ExploredNode sender, Effect.Send send) {
        send(sender, send.to(), send.message());
    }

    void sendState(ExploredNode sender, Effect.SendSnapshot order, SnapshotMeta meta) {
        Message.SnapshotOffer offer = new Message.SnapshotOffer(order.term(), order.exchange(), order.round(), meta);
        send(sender, order.peer(), offer);
        addFlight(Flight.ofState(sender.id, order.peer(), ++lastNumber, nowNanos, offer));
    }

    long nextNumber() {
        return ++lastNumber;
    }

    // ---- invariants

    /** Reports a violation if a leader lease could now lead to a stale read on any node. */
    void checkLeases() {
        int holder = 0;
        for (int id = 1; id < nodes.length; id++) {
            ExploredNode node = node(id);
            if (!node.holdsLease(nowNanos)) {
                continue;
            }
            RaftCore core = Objects.requireNonNull(node.core);
            if (core.commitIndex() < ghost.acknowledgedIndex()) {
                throw new Violation(
                        "lease read",
                        "node " + id + " has a lease for " + (node.leaseUntilNanos - nowNanos) / 1e6
                                + " ms more at commit " + core.commitIndex() + ", but " + ghost.acknowledgedIndex()
                                + " is acknowledged");
            }
            if (holder != 0) {
                throw new Violation("one lease", "nodes " + holder + " and " + id + " both hold a lease");
            }
            holder = id;
        }
    }

    /** The used-up part of the bounds. */
    static final class Budget {
        int writes;
        int reads;
        int crashes;
        int changes;
        long lastWriteTerm;

        Budget copy() {
            Budget copied = new Budget();
            copied.writes = writes;
            copied.reads = reads;
            copied.crashes = crashes;
            copied.changes = changes;
            copied.lastWriteTerm = lastWriteTerm;
            return copied;
        }

        long fingerprint() {
            return ((writes * 16L + reads) * 16 + crashes) * 16 + changes + (lastWriteTerm << 32);
        }
    }
}
