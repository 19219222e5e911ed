package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Fence;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import java.net.ConnectException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The transport over TCP. Dials every other member; accepts their connections through {@link #acceptor}, which the
 * owner of the listening socket installs ({@link PeerListener}, or a port shared with clients).
 *
 * <p>Threading: as in {@link Transport}. The event loops belong to the caller and must outlive this object; their
 * channels must be of the NIO kind.
 *
 * <p>A dialling node is not trusted before it has proven its claimed identity ({@link Verification}): until then its
 * connection replaces no other, and none of its messages reaches the receiver.
 */
public final class PeerTransport implements Transport {
    private static final PeerLink[] NO_LINKS = {};

    /** The maximum number of accepted connections that have not said anything yet. */
    private static final int MAX_SILENT = 128;

    /** The maximum number of questions from nodes that have proven nothing, and that were not answered yet. */
    private static final int MAX_ASKED = 128;

    private final PeerIdentity self;
    private final TransportConfig config;
    private final EventLoopGroup loops;
    private final ConnectionLog log;
    private volatile @Nullable Receiver receiver;
    private volatile PeerQuestion.Listener questions = PeerQuestion.NOBODY;
    private volatile PeerLink[] links = NO_LINKS; // by ascending id; replaced as a whole

    private volatile @Nullable Configuration wanted;
    private final Crowd<AcceptedHandler> silent = new Crowd<>(MAX_SILENT);
    private final Crowd<AcceptedHandler> asked = new Crowd<>(MAX_ASKED);
    private final SecureRandom nonces = new SecureRandom();

    // Guarded by this object's monitor.
    private final AddressBook addresses;
    private final WaitingForProof<AcceptedHandler> waiting = new WaitingForProof<>();
    private final Map<Integer, Inbound> inbound = new HashMap<>();
    private boolean closed;

    public PeerTransport(PeerIdentity self, TransportConfig config, EventLoopGroup loops) {
        this.self = self;
        this.config = config;
        this.loops = loops;
        this.log = new ConnectionLog(self.nodeId());
        this.addresses = new AddressBook(config.trust().listed());
    }

    /** Returns the handler of connections from other members. */
    public PeerAcceptor acceptor() {
        return new PeerAcceptor(this);
    }

    /** Sets the listener that answers {@link PeerQuestion}s; before, all questions fail. */
    public void onQuestion(PeerQuestion.Listener listener) {
        questions = listener;
    }

    /**
     * Asks {@code peer} a question, on the connection on which this node has proven its identity.
     *
     * @param question at most 1,000 bytes
     * @param patienceMillis the maximum time for the answer, in milliseconds
     * @return fails with {@link java.net.ConnectException} if the question was certainly not sent, and with another
     *     {@link java.io.IOException} if it was, or may have been, and no answer came
     */
    public CompletableFuture<Bytes> ask(int peer, Bytes question, long patienceMillis) {
        PeerLink link = link(peer);
        return link == null
                ? CompletableFuture.failedFuture(new ConnectException("there is no connection to node " + peer))
                : link.ask(question, patienceMillis);
    }

    PeerQuestion.Listener questions() {
        return questions;
    }

    @Override
    public synchronized void start(Receiver newReceiver) {
        if (receiver != null) {
            throw new IllegalStateException("the transport was started before");
        }
        receiver = newReceiver;
        Configuration early = wanted;
        if (early != null) {
            connectTo(early);
        }
    }

    @Override
    public void send(int to, PeerMessage message) {
        PeerLink link = link(to);
        if (link != null) {
            link.send(message);
        }
    }

    @Override
    public void flush() {
        for (PeerLink link : links) {
            link.flush();
        }
    }

    @Override
    public synchronized void connectTo(Configuration configuration) {
        wanted = configuration;
        addresses.inForce(configuration);
        if (receiver == null || closed) {
            return;
        }
        List<PeerLink> next = new ArrayList<>();
        for (Member member : configuration.members()) {
            if (member.id() != self.nodeId()) {
                next.add(linkTo(member));
            }
        }
        PeerLink[] before = links;
        for (PeerLink link : before) {
            int id = link.member().id();
            if (!configuration.contains(id) && !configuration.wasRemoved(id) && isHere(id)) {
                next.add(link); // it dialled this node itself, so it may know of a later configuration
            }
        }
        links = next.toArray(NO_LINKS);
        for (PeerLink link : before) {
            if (!next.contains(link)) {
                link.close();
                closeInbound(link.member().id());
            }
        }
        next.forEach(link -> link.announce(configuration));
    }

    private boolean isHere(int peer) {
        return inbound.containsKey(peer) || waiting.contains(peer);
    }

    private PeerLink linkTo(Member member) {
        PeerLink present = link(member.id());
        if (present != null && present.member().address().equals(member.address())) {
            present.update(member);
            return present;
        }
        PeerLink link = new PeerLink(this, member, loops.next());
        link.open();
        return link;
    }

    @Override
    public void close() {
        List<Channel> accepted;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            accepted = inbound.values().stream().map(Inbound::channel).toList();
            waiting.all().forEach(AcceptedHandler::crowdedOut);
        }
        silent.all().forEach(AcceptedHandler::crowdedOut);
        asked.all().forEach(AcceptedHandler::crowdedOut);
        PeerLink[] open = links;
        links = NO_LINKS;
        for (PeerLink link : open) {
            link.close();
        }
        for (Channel channel : accepted) {
            channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        }
    }

    PeerIdentity self() {
        return self;
    }

    TransportConfig config() {
        return config;
    }

    ConnectionLog log() {
        return log;
    }

    Receiver receiver() {
        Receiver started = receiver;
        if (started == null) {
            throw new IllegalStateException("the transport was not started");
        }
        return started;
    }

    PeerTrust trust() {
        return config.trust();
    }

    Verification verification() {
        return new Verification(self, config.trust().secret(), Nonce.drawn(nonces));
    }

    Introduction introduction(int peer) {
        return new Introduction(self, peer, config.trust().secret(), Nonce.drawn(nonces));
    }

    /** Returns the known addresses of {@code peer}, the most likely first. */
    synchronized List<String> addressesOf(int peer) {
        return addresses.addressesOf(peer);
    }

    /** Returns the reason why a node with this claimed identity may not even try to prove it, or null. */
    @Nullable
    String objection(PeerIdentity claimed) {
        if (receiver == null) {
            return "this node is starting";
        }
        int id = claimed.nodeId();
        if (config.trust().secret() == null && addressesOf(id).isEmpty()) {
            Configuration configuration = wanted;
            return configuration != null && configuration.wasRemoved(id)
                    ? Fence.REMOVED.text()
                    : "no member that this node has reached knows a node " + id
                            + ", so it cannot prove that it is one. If it is, and this node was away for so long that"
                            + " all others have changed since, name it in the members of this node's configuration";
        }
        return links.length > Configuration.MAX_MEMBERS && link(id) == null
                ? "too many nodes that are no members are connected"
                : null;
    }

    /** Returns the reason why an expected proof has not come. */
    String whyUnconfirmed(PeerIdentity claimed) {
        return config.trust().secret() != null
                ? "it did not prove in time that it knows the secret of the peers"
                : "the node at " + String.join(", ", addressesOf(claimed.nodeId())) + ", the address of node "
                        + claimed.nodeId() + ", did not confirm in time that this connection is its own";
    }

    /** Returns the reason why the certificate of a connection cannot be that of the claimed peer, or null. */
    @Nullable
    String objection(PeerIdentity claimed, @Nullable SslHandler encryption) {
        List<String> hosts = new ArrayList<>();
        for (String address : addressesOf(claimed.nodeId())) {
            try {
                hosts.add(HostPort.parse(address).dialledHost());
            } catch (IllegalArgumentException e) {
                // This node does not dial such an address either.
            }
        }
        return config.trust()
                .certificates()
                .objection(encryption == null ? null : encryption.engine().getSession(), hosts);
    }

    /** Registers a connection that has not said anything yet. */
    void awaitHello(AcceptedHandler handler) {
        closeFor(silent.add(handler));
    }

    /** Registers a question of a node that has proven nothing. */
    void awaitAnswer(AcceptedHandler handler) {
        closeFor(asked.add(handler));
    }

    /** Handles that a connection ended, or that nothing of the two above is awaited on it any more. */
    void noLongerAwaited(AcceptedHandler handler) {
        silent.remove(handler);
        asked.remove(handler);
    }

    private static void closeFor(@Nullable AcceptedHandler crowdedOut) {
        if (crowdedOut != null) {
            crowdedOut.crowdedOut();
        }
    }

    /** Sends a challenge to the claimed peer, and registers the connection that waits for the proof. */
    void awaitProof(AcceptedHandler handler) {
        PeerIdentity claimed = handler.verification().claimed();
        List<AcceptedHandler> crowdedOut;
        synchronized (this) {
            crowdedOut = waiting.add(claimed.nodeId(), handler.source(), handler);
        }
        crowdedOut.forEach(AcceptedHandler::crowdedOut);
        if (config.trust().secret() == null) {
            PeerLink link = linkOrGuest(claimed);
            if (link != null) {
                link.challenge(handler.verification().challenge());
            }
        }
    }

    /** Handles that the proof came or is no longer expected. */
    void proven(AcceptedHandler handler) {
        PeerLink link = link(handler.verification().claimed().nodeId());
        synchronized (this) {
            waiting.remove(handler);
        }
        if (link != null) {
            link.withdraw(handler.verification().challenge());
            if (!handler.verification().isConfirmed()) {
                dropGuest(link);
            }
        }
    }

    /** Handles a challenge from the other end of a connection with {@code peer}. */
    void challenged(int peer, Handshake.Challenge challenge) {
        PeerLink link = link(peer);
        if (link != null) {
            link.answer(challenge);
        }
    }

    /** Adds the addresses in the configuration of {@code peer}, which has proven its identity. */
    synchronized void vouched(int peer, Configuration configuration) {
        addresses.vouched(peer, configuration);
    }

    /** Returns the reason why this node does not count {@code sender}, or null; logs it. */
    @Nullable
    String warning(PeerIdentity sender) {
        Fence fence = fence(sender);
        if (fence == null) {
            return null;
        }
        log.trouble(
                sender.nodeId(),
                "connection from node " + sender.nodeId() + " (" + sender.address() + "): it is not counted: "
                        + fence.text());
        return fence.text();
    }

    /**
     * Returns why {@code sender} must not take the place of the connection that its id has, or null. An old copy of a
     * member, or one that was replaced, may know the secret and run at any address: the member itself stays connected.
     */
    synchronized @Nullable String objectionToReplacing(PeerIdentity sender) {
        Inbound present = inbound.get(sender.nodeId());
        Fence fence = fence(sender);
        if (fence == null || present == null || !present.channel().isActive() || fence(present.sender()) != null) {
            return null;
        }
        return "member " + sender.nodeId() + " is connected from "
                + present.sender().address() + ", and this is another process with its id: " + fence.text();
    }

    private @Nullable Fence fence(PeerIdentity sender) {
        Configuration configuration = wanted;
        return configuration == null ? null : configuration.fence(sender.nodeId(), sender.storageId());
    }

    /**
     * Registers a connection of {@code sender}, and closes the one that it replaces. The connection may be opened when
     * it is {@link Inbound#cleared}.
     */
    synchronized Inbound replaceInbound(PeerIdentity sender, Channel channel) {
        if (closed) {
            Channels.close(channel);
        }
        Inbound present = inbound.get(sender.nodeId());
        Inbound next = present == null ? Inbound.first(sender, channel) : present.followedBy(sender, channel);
        inbound.put(sender.nodeId(), next);
        var unused = next.gone().thenRun(() -> forget(next));
        if (present != null) {
            Channels.close(present.channel());
        }
        return next;
    }

    private void forget(Inbound gone) {
        int peer = gone.sender().nodeId();
        synchronized (this) {
            inbound.remove(peer, gone);
        }
        PeerLink link = link(peer);
        if (link != null) {
            dropGuest(link);
        }
    }

    void inboundOpened(PeerIdentity sender) {
        receiver().identified(sender.nodeId(), sender.storageId());
        PeerLink link = linkOrGuest(sender);
        if (link != null) {
            link.inboundOpened();
        }
    }

    /**
     * Returns the link to a node that dialled this one, or creates it: a node that is not a known member is dialled as
     * well.
     */
    private synchronized @Nullable PeerLink linkOrGuest(PeerIdentity sender) {
        PeerLink present = link(sender.nodeId());
        if (present != null || closed || sender.nodeId() == self.nodeId()) {
            return present;
        }
        PeerLink[] more = Arrays.copyOf(links, links.length + 1);
        PeerLink guest =
                linkTo(new Member(sender.nodeId(), sender.address(), sender.storageId(), Member.Role.READ_ONLY));
        Configuration configuration = wanted;
        if (configuration != null) {
            guest.announce(configuration);
        }
        more[links.length] = guest;
        links = more;
        return guest;
    }

    /** Closes the link to a node that is not a known member and is no longer connected. */
    private synchronized void dropGuest(PeerLink link) {
        int id = link.member().id();
        Configuration configuration = wanted;
        boolean isGuest = configuration != null && !configuration.contains(id) && !isHere(id);
        List<PeerLink> rest = new ArrayList<>(List.of(links));
        if (isGuest && rest.remove(link)) {
            links = rest.toArray(NO_LINKS);
            link.close();
        }
    }

    /** Handles the end of a connection that was registered, and reports it if it was opened. */
    void inboundClosed(Inbound closedNow, boolean wasOpen, String reason) {
        if (!wasOpen) {
            closedNow.ended();
            return;
        }
        int peer = closedNow.sender().nodeId();
        log.changed(peer, "connection from node " + peer + " ended: " + reason);
        PeerLink link = link(peer);
        if (link != null) {
            link.inboundClosed(closedNow::ended);
        } else {
            receiver().disconnected(peer);
            closedNow.ended();
        }
    }

    private synchronized void closeInbound(int peer) {
        Inbound present = inbound.get(peer);
        if (present != null) {
            Channels.close(present.channel());
        }
    }

    /** Returns how long a caller may take to say hello: longer while a peer, which it may be, is not reached. */
    long helloTimeoutMillis() {
        long millis = config.connectTimeoutMillis();
        for (PeerLink link : links) {
            millis = Math.max(millis, link.patience().of(config.connectTimeoutMillis()));
        }
        return millis;
    }

    /** Returns how long a caller may take to prove that it is this peer, which needs the link to the peer. */
    long proofTimeoutMillis(int peer) {
        PeerLink link = link(peer);
        return link == null ? config.proofTimeoutMillis() : link.patience().of(config.proofTimeoutMillis());
    }

    private @Nullable PeerLink link(int id) {
        for (PeerLink link : links) {
            if (link.member().id() == id) {
                return link;
            }
        }
        return null;
    }
}
