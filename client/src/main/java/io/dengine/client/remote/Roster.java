package io.dengine.client.remote;

import io.dengine.api.ClusterView;
import io.dengine.api.MemberView;
import io.dengine.bytes.ClockDrift;
import io.dengine.call.NodeFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to the cluster, who leads it, and which connections there are. Kept from what connected nodes tell; the
 * configured endpoints and the members known last are dialled without end.
 *
 * <p>Of what nodes say about the leader, the newest term counts, and the supposed leader's own word before that of
 * others; of what they say about members, the newest configuration.
 */
final class Roster {
    private static final ClusterView UNKNOWN = new ClusterView("", 0, ClusterView.NO_LEADER, List.of(), 0);

    private final RemoteSettings settings;
    private final Ways ways;
    private final List<Endpoint> configured;
    private final Runnable onChange;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final Map<Endpoint, List<Link>> links = new LinkedHashMap<>();
    private final Map<Integer, Endpoint> reachedAt = new HashMap<>();
    private boolean closed;

    private volatile ClusterView view = UNKNOWN;
    private volatile Routes routes = Routes.NONE;
    private volatile @Nullable ClockDrift clockDrift;

    /** @param onChange runs, without the lock, after the view may have changed */
    Roster(RemoteSettings settings, Ways ways, Runnable onChange) {
        this.settings = settings;
        this.ways = ways;
        this.configured = settings.endpoints().stream().map(Endpoint::parse).toList();
        this.onChange = onChange;
    }

    void start() {
        lock.lock();
        try {
            reconcile();
        } finally {
            lock.unlock();
        }
    }

    ClusterView view() {
        return view;
    }

    Routes routes() {
        return routes;
    }

    /** The largest that a node has told. */
    ClockDrift clockDrift() {
        ClockDrift assumed = clockDrift;
        return assumed == null ? ClockDrift.STANDARD : assumed;
    }

    List<Connection> connections() {
        lock.lock();
        try {
            List<Connection> open = new ArrayList<>();
            for (Link link : everyLink()) {
                Connection connection = link.connection();
                if (connection != null) {
                    open.add(connection);
                }
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** All links, to be closed; there will be no more. */
    List<Link> close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        return allLinks();
    }

    /** Why nobody is connected, for messages. */
    Link.Trouble troubles() {
        StringBuilder text = new StringBuilder();
        Throwable cause = null;
        for (Link link : allLinks()) {
            Link.Trouble trouble = link.lastTrouble();
            text.append(text.length() == 0 ? "" : "; ").append(link.endpoint());
            text.append(": ").append(trouble.text());
            cause = cause == null ? trouble.cause() : cause;
        }
        return new Link.Trouble(text.toString(), cause);
    }

    private List<Link> allLinks() {
        lock.lock();
        try {
            return everyLink();
        } finally {
            lock.unlock();
        }
    }

    // ---- what links tell

    /**
     * A node has welcomed this client. Takes the connection into use, unless it is not wanted.
     *
     * @return why it is not wanted, or null
     */
    @Nullable
    String admit(Link link, Connection connection, NodeFrame.Welcome welcome) {
        lock.lock();
        try {
            String objection = objection(link, welcome);
            if (objection != null) {
                return objection;
            }
            ClockDrift assumed = clockDrift;
            clockDrift = assumed == null ? welcome.clockDrift() : assumed.or(welcome.clockDrift());
            link.connected(connection);
            link.met(welcome.nodeId(), welcome.cluster());
            reachedAt.put(welcome.nodeId(), link.endpoint());
            refresh();
        } finally {
            lock.unlock();
        }
        onChange.run();
        return null;
    }

    private @Nullable String objection(Link link, NodeFrame.Welcome welcome) {
        boolean alone = true;
        for (Link other : everyLink()) {
            if (other.connection() == null) {
                continue;
            }
            alone = false;
            if (other.nodeId() == welcome.nodeId() && !other.endpoint().equals(link.endpoint())) {
                link.met(welcome.nodeId(), welcome.cluster());
                link.forgetView();
                link.rest(true);
                return "node " + welcome.nodeId() + " is connected at " + other.endpoint() + " already";
            }
        }
        String known = view.clusterId();
        String told = welcome.cluster().clusterId();
        return !alone && !known.isEmpty() && !known.equals(told) ? "it belongs to another cluster, " + told : null;
    }

    void told(Link link, ClusterView cluster) {
        lock.lock();
        try {
            link.met(link.nodeId(), cluster);
            refresh();
        } finally {
            lock.unlock();
        }
        onChange.run();
    }

    void down(Link link) {
        lock.lock();
        try {
            boolean served = link.connection() != null;
            link.connected(null);
            link.forgetView();
            if (served) {
                wakeResting(link.nodeId());
                refresh();
            }
        } finally {
            lock.unlock();
        }
        onChange.run();
    }

    /** A connection is no longer to be used for what is new. */
    void changed() {
        lock.lock();
        try {
            refresh();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@code link} waits until its node is no longer connected by another one. */
    boolean rests(Link link) {
        lock.lock();
        try {
            return link.isResting();
        } finally {
            lock.unlock();
        }
    }

    private void wakeResting(int nodeId) {
        for (Link link : everyLink()) {
            if (link.isResting() && link.nodeId() == nodeId) {
                link.rest(false);
                link.wake();
            }
        }
    }

    // ---- under the lock

    private List<Link> everyLink() {
        List<Link> all = new ArrayList<>();
        links.values().forEach(all::addAll);
        return all;
    }

    private void refresh() {
        view = merged();
        reconcile();
        routes = currentRoutes();
    }

    private ClusterView merged() {
        ClusterView members = null;
        long term = 0;
        for (Link link : everyLink()) {
            ClusterView told = link.view();
            if (told != null) {
                term = Math.max(term, told.term());
                if (members == null || told.configurationIndex() > members.configurationIndex()) {
                    members = told;
                }
            }
        }
        if (members == null) {
            // Nobody is connected: the members stay known, to be dialled.
            return new ClusterView(
                    view.clusterId(),
                    view.term(),
                    ClusterView.NO_LEADER,
                    view.members(),
                    view.configurationIndex(),
                    view.incarnation());
        }
        int leader = leaderOf(term);
        return new ClusterView(
                members.clusterId(),
                term,
                leader,
                members.members(),
                members.configurationIndex(),
                incarnationOf(term));
    }

    /** Nodes that have not heard of the newest leader may not have heard of the history that it has begun. */
    private long incarnationOf(long term) {
        long known = 0;
        for (Link link : everyLink()) {
            ClusterView told = link.view();
            if (told != null && told.incarnation() != 0 && (known == 0 || told.term() == term)) {
                known = told.incarnation();
            }
        }
        return known;
    }

    private int leaderOf(long term) {
        int leader = ClusterView.NO_LEADER;
        for (Link link : everyLink()) {
            ClusterView told = link.view();
            if (told != null && told.term() == term && told.hasLeader()) {
                leader = told.leaderId();
            }
        }
        for (Link link : everyLink()) {
            ClusterView told = link.view();
            if (told != null && link.nodeId() == leader && told.term() == term && told.leaderId() != leader) {
                return ClusterView.NO_LEADER;
            }
        }
        return leader;
    }

    private Routes currentRoutes() {
        List<Connection> leader = new ArrayList<>();
        List<Connection> others = new ArrayList<>();
        List<Connection> strangers = new ArrayList<>();
        for (Link link : everyLink()) {
            Connection connection = link.connection();
            if (connection != null && !connection.isLeaving()) {
                boolean leads = view.hasLeader() && link.nodeId() == view.leaderId();
                boolean member = view.member(link.nodeId()) != null;
                (leads ? leader : member ? others : strangers).add(connection);
            }
        }
        return new Routes(leader, others, strangers, ways::chance);
    }

    /** Has a link for each address that is wanted, and no others. */
    private void reconcile() {
        if (closed) {
            return;
        }
        Set<Endpoint> wanted = new LinkedHashSet<>(configured);
        for (MemberView member : view.members()) {
            Endpoint endpoint = connectedAt(member.id());
            endpoint = endpoint == null ? resolve(member) : endpoint;
            if (endpoint != null) {
                wanted.add(endpoint);
            }
        }
        for (Endpoint endpoint : wanted) {
            links.computeIfAbsent(endpoint, this::open);
        }
        links.entrySet().removeIf(entry -> {
            boolean unwanted = !wanted.contains(entry.getKey());
            if (unwanted) {
                entry.getValue().forEach(Link::close);
            }
            return unwanted;
        });
    }

    private List<Link> open(Endpoint endpoint) {
        List<Link> opened = new ArrayList<>();
        for (int i = 0; i < settings.limits().connectionsPerNode(); i++) {
            Link link = new Link(this, settings, endpoint, ways);
            link.start();
            opened.add(link);
        }
        return opened;
    }

    private @Nullable Endpoint connectedAt(int nodeId) {
        for (Link link : everyLink()) {
            if (link.connection() != null && link.nodeId() == nodeId) {
                return link.endpoint();
            }
        }
        return null;
    }

    /** Where a member is to be dialled, or null if that cannot be known. */
    private @Nullable Endpoint resolve(MemberView member) {
        Endpoint told;
        try {
            told = Endpoint.parse(member.address());
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (!told.isEverywhere()) {
            return told;
        }
        Endpoint reached = reachedAt.get(member.id());
        if (reached != null && reached.port() == told.port()) {
            return reached;
        }
        for (Endpoint endpoint : configured) {
            if (endpoint.port() == told.port()) {
                return endpoint;
            }
        }
        // It listens on all of its addresses and gives none: that is told on one machine, or behind one name.
        String host = hostOfTeller();
        return host == null ? null : new Endpoint(host, told.port());
    }

    private @Nullable String hostOfTeller() {
        for (Link link : everyLink()) {
            if (link.connection() != null) {
                return link.endpoint().host();
            }
        }
        return null;
    }
}
