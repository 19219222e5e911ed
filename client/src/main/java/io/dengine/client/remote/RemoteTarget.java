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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The nodes of a cluster as one target: writes and confirmed reads go to the leader, if it is known and reached, and
 * else to any node, which passes them on; reads that any node can answer, and watches, are spread.
 *
 * <p>Connects in the background, and goes on doing so. Futures complete, and wakeups run, on the threads that read the
 * connections.
 */
public final class RemoteTarget implements CallTarget {
    private static final System.Logger LOG = System.getLogger("io.dengine.client");
    private static final Duration END_OF_A_THREAD = Duration.ofSeconds(2);

    /** A connection may end between being chosen and being used. */
    private static final int ATTEMPTS = 3;

    private final RemoteSettings settings;
    private final Roster roster;
    private final CopyOnWriteArrayList<Consumer<ClusterView>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstView = new CountDownLatch(1);
    private final ReentrantLock telling = new ReentrantLock();
    private ClusterView told;
    private final Thread keeper;
    private volatile boolean closed;

    /** Begins to connect. */
    public RemoteTarget(RemoteSettings settings) {
        this.settings = settings;
        this.roster = new Roster(settings, this::tell);
        this.told = roster.view();
        this.keeper = new Thread(this::keepAlive, "d-engine-client-keep-alive");
        keeper.setDaemon(true);
        roster.start();
        keeper.start();
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
        return RemoteFeed.ended(new WatchItem.Ended(WatchItem.End.BROKEN, 0, unreachable().message()));
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

    /**
     * Waits until a node has told who belongs to the cluster.
     *
     * @return false if none has in that time; the target goes on trying
     */
    public boolean awaitCluster(Duration timeout) throws InterruptedException {
        return firstView.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Subscription onClusterChange(Consumer<ClusterView> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell() {
        telling.lock();
        try {
            ClusterView now = roster.view();
            if (now.equals(told)) {
                return;
            }
            told = now;
            firstView.countDown();
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

    private void keepAlive() {
        long intervalNanos = settings.timing().keepAlive().toNanos();
        while (!closed) {
            LockSupport.parkNanos(this, Math.max(1, intervalNanos / 4));
            roster.connections().forEach(connection -> connection.checkLife(intervalNanos));
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(keeper);
        List<Link> links = roster.close();
        links.forEach(Link::close);
        try {
            for (Link link : links) {
                link.join(END_OF_A_THREAD);
            }
            if (Thread.currentThread() != keeper) {
                keeper.join(END_OF_A_THREAD.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
