package io.dengine.client.remote;

import io.dengine.api.ClusterView;
import io.dengine.api.Subscription;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.ClockDrift;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.call.Problem;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.client.ClientDriver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The nodes of a cluster as one target. Writes and confirmed reads go to the leader if it is known and connected,
 * otherwise to any node, which forwards them. Reads that any node can answer, and watches, are balanced over the nodes.
 *
 * <p>Connects in the background, and keeps reconnecting. Futures complete, and wakeups run, on the threads that read
 * the connections.
 */
public final class RemoteTarget implements CallTarget {
    private static final System.Logger LOG = System.getLogger("io.dengine.client");
    private static final Duration END_OF_A_THREAD = Duration.ofSeconds(2);

    /** The number of tries: a connection may end between being chosen and being used. */
    private static final int ATTEMPTS = 3;

    private final RemoteSettings settings;
    private final Ways ways;
    private final Roster roster;
    private final CopyOnWriteArrayList<Consumer<ClusterView>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock telling = new ReentrantLock();
    private ClusterView told;
    private volatile boolean closed;

    /** A target over sockets. Starts connecting. */
    public RemoteTarget(RemoteSettings settings) {
        this(settings, new SocketWays());
    }

    /** Returns a target in a simulation, without threads. Starts connecting. */
    public static RemoteTarget driven(RemoteSettings settings, ClientDriver driver, DrivenNetwork network) {
        return new RemoteTarget(settings, new DrivenWays(driver, network));
    }

    private RemoteTarget(RemoteSettings settings, Ways ways) {
        this.settings = settings;
        this.ways = ways;
        this.roster = new Roster(settings, ways, this::rosterChanged);
        this.told = roster.view();
        roster.start();
        ways.every(settings.timing().keepAlive().dividedBy(4), this::checkLives);
    }

    @Override
    public CompletableFuture<Answer> call(Call call) {
        for (int i = 0; i < ATTEMPTS && !closed; i++) {
            Connection connection = roster.routes().choose(call, settings.reading());
            CompletableFuture<Answer> answer = connection == null ? null : connection.ask(call);
            if (answer != null) {
                return answer;
            }
        }
        return CompletableFuture.completedFuture(unreachable());
    }

    @Override
    public WatchFeed watch(WatchRequest request, Runnable wakeup) {
        for (int i = 0; i < ATTEMPTS && !closed; i++) {
            Connection connection = roster.routes().chooseForWatch();
            RemoteFeed feed = connection == null ? null : connection.watch(request, wakeup);
            if (feed != null) {
                return feed;
            }
        }
        return RemoteFeed.ended(
                new WatchItem.Ended(WatchItem.End.BROKEN, 0, unreachable().message()));
    }

    private Answer.Failed unreachable() {
        if (closed) {
            return new Answer.Failed(Problem.UNAVAILABLE, "The client was closed. The request was not sent.");
        }
        Link.Trouble trouble = roster.troubles();
        return new Answer.Failed(
                        Problem.UNAVAILABLE,
                        "No node of the cluster is connected (" + trouble.text() + "). The request was not sent.")
                .causedBy(trouble.cause());
    }

    @Override
    public ClusterView cluster() {
        return roster.view();
    }

    @Override
    public ClockDrift clockDrift() {
        return roster.clockDrift();
    }

    @Override
    public Subscription onClusterChange(Consumer<ClusterView> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void rosterChanged() {
        // A node that has left the cluster receives no further changes.
        for (Connection stranger : roster.routes().strangers()) {
            stranger.endWatches("The node at " + stranger.link().endpoint() + " is no member of the cluster.");
        }
        tell();
    }

    private void tell() {
        telling.lock();
        try {
            ClusterView now = roster.view();
            if (now.equals(told)) {
                return;
            }
            told = now;
            for (Consumer<ClusterView> listener : listeners) {
                tell(listener, now);
            }
        } finally {
            telling.unlock();
        }
    }

    private static void tell(Consumer<ClusterView> listener, ClusterView view) {
        try {
            listener.accept(view);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a listener for changes of the cluster failed", e);
        }
    }

    private void checkLives() {
        long intervalNanos = settings.timing().keepAlive().toNanos();
        roster.connections().forEach(connection -> connection.checkLife(intervalNanos));
    }

    @Override
    public void close() {
        closed = true;
        ways.close();
        List<Link> links = roster.close();
        links.forEach(Link::close);
        try {
            for (Link link : links) {
                link.join(END_OF_A_THREAD);
            }
            ways.join(END_OF_A_THREAD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
