package io.dengine.transport;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Fence;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The transport over TCP. Dials every other member; accepts their connections through {@link #acceptor}, which whoever
 * owns the listening socket installs ({@link PeerListener}, or a port shared with clients).
 *
 * <p>Threading: as {@link Transport} says. The event loops belong to the caller and must outlive this object; their
 * channels must be of the NIO kind.
 */
public final class PeerTransport implements Transport {
    private static final PeerLink[] NO_LINKS = {};

    private final PeerIdentity self;
    private final TransportConfig config;
    private final EventLoopGroup loops;
    private final ConnectionLog log;
    private volatile @Nullable Receiver receiver;
    private volatile PeerQuestion.Listener questions = PeerQuestion.NOBODY;
    private volatile PeerLink[] links = NO_LINKS; // by ascending id; replaced as a whole

    private volatile @Nullable Configuration wanted;

    // Guarded by this object's monitor.
    private final Map<Integer, Channel> inbound = new HashMap<>();
    private boolean closed;

    public PeerTransport(PeerIdentity self, TransportConfig config, EventLoopGroup loops) {
        this.self = self;
        this.config = config;
        this.loops = loops;
        this.log = new ConnectionLog(self.nodeId());
    }

    /** What takes over the connections of other members. */
    public PeerAcceptor acceptor() {
        return new PeerAcceptor(this);
    }

    /** Who answers what is asked by {@link PeerQuestion}; nobody before this is called. */
    public void onQuestion(PeerQuestion.Listener listener) {
        questions = listener;
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
            if (!configuration.contains(id) && !configuration.wasRemoved(id) && inbound.containsKey(id)) {
                next.add(link); // it came by itself, so it may know of a later configuration
            }
        }
        links = next.toArray(NO_LINKS);
        for (PeerLink link : before) {
            if (!next.contains(link)) {
                link.close();
                closeInbound(link.member().id());
            }
        }
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
            accepted = List.copyOf(inbound.values());
        }
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

    /** Why the sender of {@code hello} may not come in, or null. */
    @Nullable
    String objection(Handshake.Hello hello) {
        if (receiver == null) {
            return "this node is starting";
        }
        String objection = Handshake.objection(hello, self);
        if (objection != null) {
            return objection;
        }
        if (hello.sender().nodeId() == self.nodeId()) {
            return "node " + self.nodeId() + " is this node: two nodes must not have the same id";
        }
        return links.length > Configuration.MAX_MEMBERS && link(hello.sender().nodeId()) == null
                ? "too many nodes that are no members are connected"
                : null;
    }

    /** Why {@code sender} is not counted by this node, or null; says so in the log. */
    @Nullable
    String warning(PeerIdentity sender) {
        Configuration configuration = wanted;
        Fence fence = configuration == null ? null : configuration.fence(sender.nodeId(), sender.storageId());
        if (fence == null) {
            return null;
        }
        log.trouble(
                sender.nodeId(),
                "connection from node " + sender.nodeId() + " (" + sender.address() + "): it is not counted: "
                        + fence.text());
        return fence.text();
    }

    /** Registers a connection of {@code peer}; returns the one that must end before it is used, or null. */
    synchronized @Nullable Channel replaceInbound(int peer, Channel channel) {
        if (closed) {
            Channels.close(channel);
        }
        return inbound.put(peer, channel);
    }

    void inboundOpened(PeerIdentity sender) {
        receiver().identified(sender.nodeId(), sender.storageId());
        PeerLink link = linkOrGuest(sender);
        if (link != null) {
            link.inboundOpened();
        }
    }

    /** Whoever comes in gets its answers, also where this node does not know it as a member yet. */
    private synchronized @Nullable PeerLink linkOrGuest(PeerIdentity sender) {
        PeerLink present = link(sender.nodeId());
        if (present != null || closed || sender.nodeId() == self.nodeId()) {
            return present;
        }
        PeerLink[] more = Arrays.copyOf(links, links.length + 1);
        PeerLink guest =
                linkTo(new Member(sender.nodeId(), sender.address(), sender.storageId(), Member.Role.READ_ONLY));
        more[links.length] = guest;
        links = more;
        return guest;
    }

    /** A guest that has gone is nobody to be dialled. */
    private synchronized void dropGuest(PeerLink link) {
        int id = link.member().id();
        Configuration configuration = wanted;
        boolean isGuest = configuration != null && !configuration.contains(id) && !inbound.containsKey(id);
        List<PeerLink> rest = new ArrayList<>(List.of(links));
        if (isGuest && rest.remove(link)) {
            links = rest.toArray(NO_LINKS);
            link.close();
        }
    }

    void inboundClosed(int peer, Channel channel, boolean wasOpen, String reason) {
        boolean current;
        synchronized (this) {
            current = inbound.remove(peer, channel);
        }
        if (!wasOpen) {
            return;
        }
        PeerLink link = link(peer);
        if (link != null && current) {
            link.inboundClosed();
            dropGuest(link);
        }
        log.changed(peer, "connection from node " + peer + " ended: " + reason);
        receiver().disconnected(peer);
    }

    private synchronized void closeInbound(int peer) {
        Channel channel = inbound.get(peer);
        if (channel != null) {
            Channels.close(channel);
        }
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
