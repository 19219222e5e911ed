package io.dengine.chaos;

import io.dengine.wire.cluster.ClusterManagementServiceGrpc;
import io.dengine.wire.cluster.LeaderDiscoveryRequest;
import io.dengine.wire.cluster.LeaderDiscoveryResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Polls all nodes for the leader, and trusts the answer with the highest term. */
final class LeaderWatch implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 25;
    private static final long ANSWER_MILLIS = 500;

    /** The leader and its term; node 0 before the first leader. */
    record Leadership(int nodeId, long term) {}

    private final Supplier<List<NodeChannel>> nodes;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("leader-watch").factory());
    private volatile Leadership leadership = new Leadership(0, 0);

    /** @param nodes supplies the nodes to poll */
    LeaderWatch(Supplier<List<NodeChannel>> nodes) {
        this.nodes = nodes;
    }

    void start() {
        var unused = clock.scheduleWithFixedDelay(this::askAll, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    Leadership leadership() {
        return leadership;
    }

    /** Calls {@code listener} after each change of the leadership. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void askAll() {
        for (NodeChannel node : nodes.get()) {
            node.reconnectNow();
            ClusterManagementServiceGrpc.newStub(node.channel(0))
                    .withDeadlineAfter(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                    .discoverLeader(LeaderDiscoveryRequest.getDefaultInstance(), new StreamObserver<>() {
                        @Override
                        public void onNext(LeaderDiscoveryResponse response) {
                            heard(new Leadership(response.getLeaderId(), response.getTerm()));
                        }

                        @Override
                        public void onError(Throwable failure) {
                            // Another node may know the leader.
                        }

                        @Override
                        public void onCompleted() {}
                    });
        }
    }

    private void heard(Leadership claim) {
        synchronized (this) {
            if (claim.term() <= leadership.term()) {
                return;
            }
            leadership = claim;
        }
        listeners.forEach(Runnable::run);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
