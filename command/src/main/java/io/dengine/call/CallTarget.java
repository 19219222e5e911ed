package io.dengine.call;

import io.dengine.api.ClusterView;
import io.dengine.api.Subscription;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.ClockDrift;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A node in this process, or the nodes of a remote cluster: the destination of calls.
 *
 * <p>Safe for use by any thread; nothing blocks. It does not retry: each call is sent at most once.
 */
public interface CallTarget extends AutoCloseable {
    /**
     * Sends {@code call} and returns its answer. The future never fails: a failure is an {@link Answer.Failed}. The
     * future may be complete at once, and may complete on a thread that must not be blocked.
     *
     * <p>A caller that does not wait any longer may cancel the future. A range read that has not begun is left out
     * then; any other call is still executed.
     */
    CompletableFuture<Answer> call(Call call);

    /**
     * Sends {@code call}, and puts the rows of the answer, if it has any, into {@code sink} while they are read. If
     * there is no memory left for them, the read ends with {@link Problem#OVERLOADED}.
     */
    default CompletableFuture<Answer> call(Call call, RowSink sink) {
        CompletableFuture<Answer> answer = call(call);
        CompletableFuture<Answer> kept =
                answer.thenApply(done -> done instanceof Answer.Found found ? found.into(sink) : done);
        var unused = kept.whenComplete((done, failure) -> answer.cancel(false));
        return kept;
    }

    /**
     * Starts a watch. Its first item is {@link WatchItem.Begun} or {@link WatchItem.Ended}.
     *
     * @param wakeup runs, on any thread, after an item arrived at a feed whose poll found none; must be short and must
     *     not poll
     */
    WatchFeed watch(WatchRequest request, Runnable wakeup);

    /** Starts a watch whose unread changes in this process take memory of {@code room}. */
    default WatchFeed watch(WatchRequest request, Runnable wakeup, WatchRoom room) {
        return watch(request, wakeup);
    }

    /** Returns the cluster as it is known here now. */
    ClusterView cluster();

    /**
     * Returns the clock drift that the nodes assume; {@link ClockDrift#STANDARD} until a node has reported its own.
     */
    ClockDrift clockDrift();

    /**
     * Calls {@code listener}, which must be short, after changes of leader or members. The listener may miss
     * intermediate changes.
     */
    Subscription onClusterChange(Consumer<ClusterView> listener);

    /** Fails pending calls and ends watches. */
    @Override
    void close();
}
