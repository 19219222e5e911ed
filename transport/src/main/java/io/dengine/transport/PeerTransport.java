package io.dengine.transport;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
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
    private volatile PeerLink[] links = NO_LINKS; // by ascending id; replaced as a whole

    // Guarded by this object's monitor.
    private final Map<Integer, Channel> inbound = new HashMap<>();
    private @Nullable Configuration wanted;
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

    @Override
    public synchronized void start(Receiver newReceiver) {
        if (receiver != null) {
            throw new IllegalStateException("the transport was started before");
        }
        receiver = newReceiver;
        if (wanted != null) {
            connectTo(wanted);
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
        int id = hello.sender().nodeId();
        PeerLink link = link(id);
        return link == null
                ? "node " + id + " is not a member of the cluster as node " + self.nodeId() + " knows it"
                : link.objectionToStorage(hello.sender());
    }

    /** Registers a connection of {@code peer}; returns the one that must end before it is used, or null. */
    synchronized @Nullable Channel replaceInbound(int peer, Channel channel) {
        if (closed) {
            Channels.close(channel);
        }
        return inbound.put(peer, channel);
    }

    void inboundOpened(int peer) {
        PeerLink link = link(peer);
        if (link != null) {
            link.inboundOpened();
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
