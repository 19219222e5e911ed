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
 * The members of the cluster, its leader, and the connections. Maintained from what connected nodes report. The client
 * keeps dialing the configured endpoints and the last known members.
 *
 * <p>Among reports about the leader, the newest term counts, and within it the report of the supposed leader itself;
 * among reports about members, the newest configuration.
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

    /** Returns the largest clock drift that a node has reported. */
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

    /** Closes the roster and returns all links, for the caller to close; no more are created. */
    List<Link> close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        return allLinks();
    }

    /** Returns why no node is connected, for messages. */
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

    // ---- events from links

    /**
     * Accepts a new connection to a node, unless it is not wanted.
     *
     * @return why the connection is not wanted, or null
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

    /** Called when a connection must not be used for new calls any more. */
    void changed() {
        lock.lock();
        try {
            refresh();
        } finally {
            lock.unlock();
        }
    }

    /** Returns true if {@code link} waits until its node is no longer connected by another link. */
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
            // No node is connected: the members stay known, so that they can be dialed.
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

    /**
     * Returns the current incarnation. Nodes that do not know the newest leader may not know the incarnation that it
     * has started.
     */
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

    /** Creates a link for each wanted address, and closes all others. */
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

    /** Returns the address to dial a member at, or null if it is unknown. */
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
        // The node listens on all of its addresses and reports none: that happens on one machine, or behind one name.
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
