package io.dengine.server;

import io.dengine.api.ClusterView;
import io.dengine.api.Subscription;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.ClockDrift;
import io.dengine.call.CallTarget;
import io.dengine.call.WatchFeed;
import java.util.List;
import java.util.function.Consumer;

/** A target of calls in a cluster that never changes, and in which nothing is watched without a bound. */
public interface TestTarget extends CallTarget {
    @Override
    default WatchFeed watch(WatchRequest request, Runnable wakeup) {
        throw new UnsupportedOperationException("here all watches have a bound");
    }

    @Override
    default ClusterView cluster() {
        return new ClusterView("", 1, 1, List.of(), 0);
    }

    @Override
    default ClockDrift clockDrift() {
        return ClockDrift.STANDARD;
    }

    @Override
    default Subscription onClusterChange(Consumer<ClusterView> listener) {
        return () -> {};
    }

    @Override
    default void close() {}
}
