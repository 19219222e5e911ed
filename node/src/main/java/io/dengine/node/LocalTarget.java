package io.dengine.node;

import io.dengine.api.ClusterView;
import io.dengine.api.Rows;
import io.dengine.api.Subscription;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.ClockDrift;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.call.Problem;
import io.dengine.call.RowList;
import io.dengine.call.RowSink;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.call.WatchRoom;
import io.dengine.engine.RefusedException;
import io.dengine.kv.store.CallProblems;
import io.dengine.kv.store.LeaseStatus;
import io.dengine.kv.watch.WatchHub;
import io.dengine.kv.watch.WatchTarget;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Executes calls on a node in this process.
 *
 * <p>A read that does not have to wait runs on the caller's thread, and its future is complete on return: every
 * eventual read, and every lease read while this node holds the leader lease. The node belongs to the caller: closing
 * this target does not close the node, and each client may have a target of its own.
 */
public final class LocalTarget implements CallTarget {
    private final LocalNode node;
    private final LocalRequests requests;
    private final Map<CompletableFuture<Answer>, Call> underWay = new ConcurrentHashMap<>();
    private final Set<HubFeed> feeds = ConcurrentHashMap.newKeySet();

    /** The reason why calls are not executed any more, or null. */
    private volatile @Nullable End end;

    /**
     * @param byNode true if the node ended; then the node itself completes the pending writes, because it knows their
     *     outcome
     */
    private record End(String why, boolean byNode) {}

    /** @param scans see {@link LocalRequests} */
    public LocalTarget(LocalNode node, Executor scans) {
        this.node = node;
        this.requests = node.requests(scans);
        node.addTarget(this);
    }

    @Override
    public CompletableFuture<Answer> call(Call call) {
        return call(call, new RowList());
    }

    @Override
    public CompletableFuture<Answer> call(Call call, RowSink sink) {
        End over = end;
        if (over != null) {
            return CompletableFuture.completedFuture(
                    new Answer.Failed(Problem.STOPPED, over.why() + " Nothing was done."));
        }
        CompletableFuture<Answer> answer = execute(call, sink);
        if (!answer.isDone()) {
            underWay.put(answer, call);
            var unused = answer.whenComplete((done, failure) -> underWay.remove(answer));
            failIfEnded();
        }
        return answer;
    }

    private CompletableFuture<Answer> execute(Call call, RowSink sink) {
        return switch (call) {
            case Call.Write write ->
                requests.write(write)
                        .handle((reply, failure) -> failure == null ? wrote(reply) : CallProblems.answer(failure));
            case Call.ReadKeys read ->
                requests.keys(read.keys(), read.options(), sink)
                        .handle((rows, failure) ->
                                failure == null ? new Answer.Found(rows) : CallProblems.answer(failure));
            case Call.ReadRange read -> range(read, sink);
            case Call.ReadLease read ->
                requests.lease(read.leaseId())
                        .handle((lease, failure) ->
                                failure == null ? lease(read.leaseId(), lease) : CallProblems.answer(failure));
        };
    }

    private static Answer wrote(Bytes reply) {
        try {
            return Answer.Wrote.decode(reply);
        } catch (MalformedBytesException e) { // a leader of a later version may reply so
            return CallProblems.answer(e);
        }
    }

    private CompletableFuture<Answer> range(Call.ReadRange read, RowSink sink) {
        CompletableFuture<Rows> found = requests.range(read.query(), read.options(), sink);
        CompletableFuture<Answer> answer = found.handle(
                (rows, failure) -> failure == null ? new Answer.Found(rows) : CallProblems.answer(failure));
        // A read that waits for a thread is not executed once its future is complete.
        var unused = answer.whenComplete((done, failure) -> found.cancel(false));
        return answer;
    }

    private static Answer lease(long leaseId, @Nullable LeaseStatus lease) {
        return lease == null
                ? new Answer.Failed(Problem.LEASE_NOT_FOUND, "There is no lease " + leaseId + ", or no longer.")
                : new Answer.LeaseFound(leaseId, lease.ttlMillis(), lease.remainingMillis());
    }

    @Override
    public WatchFeed watch(WatchRequest request, Runnable wakeup) {
        return watch(request, wakeup, WatchRoom.UNBOUNDED);
    }

    @Override
    public WatchFeed watch(WatchRequest request, Runnable wakeup, WatchRoom room) {
        HubFeed feed = new HubFeed(request, wakeup, room);
        feeds.add(feed);
        feed.onClose(() -> feeds.remove(feed));
        long present = node.store().incarnation();
        long wanted = request.incarnation();
        if (present != 0 && (wanted == 0 || wanted == present)) {
            follow(feed, present);
        } else {
            // Either this node or the client is behind; the leader knows which.
            var unused = requests.inHistory(wanted).whenComplete((known, failure) -> {
                if (failure == null) {
                    follow(feed, node.store().incarnation());
                } else {
                    feed.end(CallProblems.endOfWatch(failure));
                }
            });
        }
        failIfEnded();
        return feed;
    }

    private void follow(HubFeed feed, long incarnation) {
        WatchHub hub = node.store().watchHub();
        WatchRequest request = feed.request();
        long from = request.fromRevision();
        if (from != WatchHub.FROM_NOW && from < hub.oldestRevision()) {
            feed.end(HubFeed.compacted(hub.oldestRevision()));
            return;
        }
        try {
            feed.follow(hub.subscribe(WatchTarget.of(request.range()), incarnation, from, feed.wakeup(), feed.room()));
        } catch (RefusedException e) {
            feed.end(CallProblems.endOfWatch(e));
        }
    }

    @Override
    public ClusterView cluster() {
        return node.cluster();
    }

    @Override
    public ClockDrift clockDrift() {
        return node.clockDrift();
    }

    @Override
    public Subscription onClusterChange(Consumer<ClusterView> listener) {
        return node.onClusterChange(listener);
    }

    /** Fails pending calls and ends watches. The node continues. */
    @Override
    public void close() {
        node.removeTarget(this);
        end(new End("This client of the node is closed.", false));
    }

    /** Returns true if this target was closed, rather than its node. */
    public boolean isClosed() {
        End over = end;
        return over != null && !over.byNode();
    }

    /** Ends this target because the node has ended. */
    void nodeEnded(String why) {
        end(new End(why, true));
    }

    private void end(End how) {
        if (end == null) {
            end = how;
        }
        failIfEnded();
    }

    /** Fails pending calls if this target has ended. A call that arrives at the same time checks for itself. */
    private void failIfEnded() {
        End over = end;
        if (over == null) {
            return;
        }
        underWay.forEach((answer, call) -> {
            if (!(call instanceof Call.Write)) {
                answer.complete(new Answer.Failed(Problem.STOPPED, over.why() + " Nothing was read."));
            } else if (!over.byNode()) {
                answer.complete(new Answer.Failed(Problem.OUTCOME_UNKNOWN, over.why()));
            }
        });
        WatchItem.Ended broken = new WatchItem.Ended(WatchItem.End.BROKEN, 0, over.why());
        feeds.forEach(feed -> feed.end(broken));
    }
}
