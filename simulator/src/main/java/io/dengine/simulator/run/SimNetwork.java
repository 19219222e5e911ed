package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.core.message.Message;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import io.dengine.transport.ClusterId;
import io.dengine.transport.PeerCodec;
import io.dengine.transport.PeerIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An unreliable network between nodes. Each pair has one link in each direction, with its own cuts and delays. A
 * message to a process that has ended never reaches its successor: a connection ends with either of its ends.
 */
final class SimNetwork {
    private static final int REMEMBERED = 64;

    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final SplittableRandom nonces;
    private final Referee referee;
    private final Link[][] links;
    private final @Nullable Port[] ports;
    private final Priorities priorities;
    private Schedule schedule;
    private NetworkProfile profile;
    private ClusterId cluster = new ClusterId(1, 1);
    long sent;
    long lost;
    long repeated;
    long replayed;

    SimNetwork(Scheduler scheduler, SplittableRandom random, Swarm swarm, Priorities priorities, Referee referee) {
        int nodes = swarm.nodes();
        this.scheduler = scheduler;
        this.random = random;
        this.priorities = priorities;
        this.schedule = swarm.schedule();
        this.nonces = new SplittableRandom(nodes);
        this.profile = swarm.network();
        this.referee = referee;
        this.ports = new Port[nodes + 1];
        this.links = new Link[nodes + 1][nodes + 1];
        for (Link[] row : links) {
            for (int to = 0; to <= nodes; to++) {
                row[to] = new Link();
            }
        }
    }

    /** One direction between two nodes. */
    private static final class Link {
        boolean cut;
        long clogUntilNanos;
        long slowUntilNanos;
        long slowNanos;
        long lastArrivalNanos;
        long lastReportNanos;
        long connection;
        final List<Parcel> old = new ArrayList<>();
        final List<Parcel> answers = new ArrayList<>();
    }

    /** The kinds of parcel. They differ in whether the network repeats and replays them. */
    private enum Kind {
        STREAMED,
        MESSAGE,
        ANSWER
    }

    private record Parcel(Port sender, int to, Bytes bytes, Port receiver, Kind kind, long sentNanos) {
        int from() {
            return sender.id;
        }
    }

    /** One process's end of the network. */
    final class Port implements Transport {
        private final int id;
        private final long storageId;

        /** The storage id that each peer has proven; 0 if none. */
        private final long[] proven = new long[ports.length];

        private final Doorway doorway;
        private @Nullable Configuration configuration;

        private final List<Parcel> unflushed = new ArrayList<>();
        private @Nullable Receiver receiver;
        private boolean open = true;

        Port(int id, long storageId, List<Member> listed) {
            this.id = id;
            this.storageId = storageId;
            this.doorway = new Doorway(identity(id, storageId), listed, nonces.split());
        }

        /**
         * Identifies the other end of a connection: learns its storage id, then its members. Returns false if the peer
         * proves no identity.
         */
        private boolean identify(Port peer, Receiver to) {
            if (!doorway.believes(peer.doorway, address -> reached(id, address))) {
                return false;
            }
            if (peer.configuration != null) {
                doorway.vouched(peer.id, peer.configuration);
            }
            if (proven[peer.id] != peer.storageId) {
                proven[peer.id] = peer.storageId;
                to.identified(peer.id, peer.storageId);
            }
            return true;
        }

        @Override
        public void start(Receiver newReceiver) {
            receiver = newReceiver;
        }

        @Override
        public void send(int to, PeerMessage message) {
            if (!open) {
                return;
            }
            // Commands for the leader travel on a stream, which repeats nothing; the protocol must tolerate everything
            // else.
            Kind kind = Kind.STREAMED;
            if (message instanceof PeerMessage.Protocol protocol) {
                referee.sent(id, to, protocol.message());
                kind = protocol.message() instanceof Message.SnapshotReply ? Kind.ANSWER : Kind.MESSAGE;
            }
            Port peer = to < ports.length ? ports[to] : null;
            if (peer != null) {
                unflushed.add(new Parcel(this, to, PeerCodec.encode(message), peer, kind, scheduler.nowNanos()));
            }
        }

        @Override
        public void flush() {
            for (Parcel parcel : unflushed) {
                dispatch(parcel);
            }
            unflushed.clear();
        }

        @Override
        public void connectTo(Configuration newConfiguration) {
            scheduler.note("connect to", id, newConfiguration.index());
            referee.membership().inForce(newConfiguration);
            referee.rounds().inForce(id, newConfiguration, scheduler.nowNanos());
            configuration = newConfiguration;
            doorway.inForce(newConfiguration);
        }

        @Override
        public void close() {
            open = false;
        }
    }

    /** Sets the cluster to which all nodes of this network belong. */
    void serves(ClusterId id) {
        cluster = id;
    }

    /** Starts a process, which replaces the previous one with this id. */
    Port join(int id, long storageId, List<Member> listed) {
        Port port = new Port(id, storageId, listed);
        ports[id] = port;
        for (int peer = 1; peer < ports.length; peer++) {
            if (peer != id && isWhole(id, peer)) {
                report(peer, id, true);
                report(id, peer, true);
            }
        }
        return port;
    }

    /** Ends a process. Its peers are usually notified. */
    void leave(int id) {
        Port port = ports[id];
        if (port == null) {
            return;
        }
        port.open = false;
        ports[id] = null;
        for (int peer = 1; peer < ports.length; peer++) {
            if (peer != id && isWhole(id, peer) && Streams.chance(random, profile.reportRate())) {
                report(peer, id, false);
            }
        }
    }

    private boolean isWhole(int a, int b) {
        return !links[a][b].cut && !links[b][a].cut;
    }

    /** Reports the state of a connection to one end, in order, because the last report counts. */
    private void report(int to, int about, boolean connected) {
        Port port = ports[to];
        if (port == null) {
            return;
        }
        Link link = links[about][to];
        long noticed = scheduler.nowNanos() + Streams.around(random, profile.meanDelayNanos());
        link.lastReportNanos = Math.max(noticed, link.lastReportNanos + 1);
        scheduler.at(link.lastReportNanos, () -> {
            Transport.Receiver receiver = port.receiver;
            Port other = ports[about];
            boolean outdated = connected && (other == null || !isWhole(to, about));
            if (receiver == null || !port.open || outdated) {
                return;
            }
            scheduler.note(connected ? "connected" : "disconnected", to, about);
            if (connected && other != null) {
                if (port.identify(other, receiver)) {
                    receiver.connected(about);
                }
            } else {
                receiver.disconnected(about);
            }
        });
    }

    private void dispatch(Parcel parcel) {
        sent++;
        Link link = links[parcel.from()][parcel.to];
        if (link.cut || Streams.chance(random, profile.lossRate())) {
            lost++;
            if (profile.ordered() || Streams.chance(random, profile.reportRate() / 10)) {
                breakConnection(parcel.from(), parcel.to);
            }
            return;
        }
        transmit(parcel, link);
        if (parcel.kind != Kind.STREAMED) {
            if (Streams.chance(random, profile.repeatRate())) {
                repeated++;
                transmit(parcel, link);
            }
            remember(parcel, link);
        }
    }

    private void remember(Parcel parcel, Link link) {
        if (profile.replayRate() == 0) {
            return;
        }
        List<Parcel> memory = profile.keenOnAnswers() && parcel.kind == Kind.ANSWER ? link.answers : link.old;
        if (memory.size() < REMEMBERED) {
            memory.add(parcel);
        } else {
            memory.set(random.nextInt(REMEMBERED), parcel);
        }
        if (Streams.chance(random, profile.replayRate())) {
            replayed++;
            boolean answer = !link.answers.isEmpty() && (link.old.isEmpty() || random.nextBoolean());
            List<Parcel> past = answer ? link.answers : link.old;
            transmit(past.get(random.nextInt(past.size())), link);
        }
    }

    private void transmit(Parcel parcel, Link link) {
        long usual = Streams.around(random, profile.meanDelayNanos());
        long arrival = scheduler.nowNanos() + priorities.messageNanos(parcel.from(), parcel.to, usual);
        arrival = Math.max(arrival, link.clogUntilNanos);
        if (scheduler.nowNanos() < link.slowUntilNanos) {
            arrival += link.slowNanos;
        }
        if (!profile.ordered() && Streams.chance(random, schedule.holdRate())) {
            arrival += Streams.around(random, schedule.holdNanos());
        }
        if (profile.ordered()) {
            arrival = Math.max(arrival, link.lastArrivalNanos + 1);
            link.lastArrivalNanos = arrival;
        }
        long connection = link.connection;
        scheduler.at(arrival, () -> arrive(parcel, connection == link.connection));
    }

    private void arrive(Parcel parcel, boolean connected) {
        Port to = ports[parcel.to];
        Transport.Receiver receiver = to == null ? null : to.receiver;
        Port present = ports[parcel.from()];
        boolean superseded = present != null && present.storageId != parcel.sender.storageId;
        boolean isLost = to != parcel.receiver || links[parcel.from()][parcel.to].cut || superseded;
        if (!connected || receiver == null || to == null || isLost) {
            lost++;
            return;
        }
        if (!to.identify(parcel.sender, receiver)) {
            lost++;
            return;
        }
        scheduler.note("arrive", parcel.from() * 100L + parcel.to, parcel.bytes.hashCode());
        PeerMessage message = PeerCodec.decode(parcel.bytes);
        referee.arrives(parcel.from(), parcel.to, message, parcel.sentNanos);
        receiver.received(parcel.from(), message);
    }

    /** Returns the process that answers at an address and that {@code from} can reach, or null. */
    private @Nullable Doorway reached(int from, String address) {
        for (Port port : ports) {
            if (port != null && isOf(port.id, address) && isWhole(from, port.id)) {
                return port.doorway;
            }
        }
        return null;
    }

    /** Returns whether an address belongs to a node: operators give a node several names. */
    private static boolean isOf(int id, String address) {
        return address.equals("node" + id) || address.startsWith("node" + id + "-");
    }

    private PeerIdentity identity(int id, long storageId) {
        return new PeerIdentity(cluster, id, storageId, "node" + id);
    }

    /** Sends a forged message to {@code to} in the name of a member and its disk. */
    void sayAs(int member, long storageId, int to, PeerMessage message) {
        Doorway stranger = new Doorway(identity(member, storageId), List.of(), nonces.split());
        scheduler.after(Streams.around(nonces, profile.meanDelayNanos()), () -> {
            Port port = ports[to];
            Transport.Receiver receiver = port == null ? null : port.receiver;
            if (port != null && receiver != null) {
                port.doorway.believes(stranger, address -> reached(to, address)); // the first call only greets
                if (port.doorway.believes(stranger, address -> reached(to, address))) {
                    receiver.received(member, PeerCodec.decode(PeerCodec.encode(message)));
                }
            }
        });
    }

    /** Breaks the connection; the next one replaces it. */
    private void breakConnection(int from, int to) {
        if (Streams.chance(random, profile.reportRate())) {
            report(from, to, false);
            report(to, from, false);
            report(from, to, true);
            report(to, from, true);
        }
    }

    /** Cuts or restores one direction. */
    void cut(int from, int to, boolean cut) {
        if (from == to || links[from][to].cut == cut) {
            return;
        }
        boolean wasWhole = isWhole(from, to);
        links[from][to].cut = cut;
        if (wasWhole && Streams.chance(random, profile.reportRate())) {
            report(from, to, false);
            report(to, from, false);
        } else if (isWhole(from, to)) {
            report(from, to, true);
            report(to, from, true);
        }
    }

    /** Holds all messages on a link for a while; then they arrive together. */
    void clog(int from, int to, long nanos) {
        links[from][to].clogUntilNanos = scheduler.nowNanos() + nanos;
    }

    /** Slows a link down for a while: its messages keep moving, but arrive terms later. */
    void slowDown(int from, int to, long byNanos, long forNanos) {
        links[from][to].slowNanos = byNanos;
        links[from][to].slowUntilNanos = scheduler.nowNanos() + forNanos;
    }

    /** Ends all faults of the network. */
    void heal(NetworkProfile calm) {
        profile = calm;
        schedule = Schedule.PLAIN;
        for (int from = 1; from < ports.length; from++) {
            for (int to = 1; to < ports.length; to++) {
                links[from][to].old.clear();
                links[from][to].answers.clear();
                unclog(from, to);
                cut(from, to, false);
            }
        }
    }

    /** Replaces a blocked connection; the messages on it are lost. */
    private void unclog(int from, int to) {
        Link link = links[from][to];
        link.slowUntilNanos = 0;
        if (Math.max(link.clogUntilNanos, link.lastArrivalNanos - Scheduler.SECOND) <= scheduler.nowNanos()) {
            return;
        }
        link.clogUntilNanos = 0;
        link.lastArrivalNanos = 0;
        link.connection++;
        report(from, to, false);
        report(to, from, false);
        report(from, to, true);
        report(to, from, true);
    }
}
