package io.dengine.call;

import io.dengine.api.ClusterView;
import io.dengine.api.Subscription;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.ClockDrift;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Whoever answers calls: a node in this process, or the nodes of a cluster behind their connections.
 *
 * <p>Safe for use by any thread; nothing blocks. It does not try again: each call is sent at most once.
 */
public interface CallTarget extends AutoCloseable {
    /**
     * Has {@code call} answered. The future never fails: a failure is an {@link Answer.Failed}. It may be complete at
     * once, and may complete on a thread that must not be blocked.
     */
    CompletableFuture<Answer> call(Call call);

    /**
     * Begins a watch. Its first item is {@link WatchItem.Begun} or {@link WatchItem.Ended}.
     *
     * @param wakeup runs, on any thread and shortly, after an item arrived at a feed whose poll found none; must not
     *     poll
     */
    WatchFeed watch(WatchRequest request, Runnable wakeup);

    /** The cluster as it is known here now. */
    ClusterView cluster();

    /** How far clocks may differ, as the nodes assume; {@link ClockDrift#STANDARD} before one has told. */
    ClockDrift clockDrift();

    /** Calls {@code listener}, which must be short, after changes of leader or members; it may not see each of them. */
    Subscription onClusterChange(Consumer<ClusterView> listener);

    /** Fails what is under way, and ends watches. */
    @Override
    void close();
}
