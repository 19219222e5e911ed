package io.dengine.server.call;

import io.dengine.api.ClusterView;
import io.dengine.api.Subscription;
import io.dengine.call.CallTarget;
import io.dengine.call.Frames;
import io.dengine.server.metrics.CallMeter;
import io.netty.channel.ChannelPipeline;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Takes over connections that begin with {@link #magic}, and has a target answer their calls. */
public final class CallServer implements AutoCloseable {
    private final int nodeId;
    private final CallTarget target;
    private final CallLimits limits;
    private final CallMeter meter;
    private final Set<CallConnection> connections = ConcurrentHashMap.newKeySet();
    private final Subscription clusterChanges;
    private volatile boolean stopping;

    /** @param target belongs to the caller; called on event loops, so it must not block */
    public CallServer(int nodeId, CallTarget target, CallLimits limits, CallMeter meter) {
        this.nodeId = nodeId;
        this.target = target;
        this.limits = limits;
        this.meter = meter;
        this.clusterChanges =
                target.onClusterChange(view -> connections.forEach(connection -> connection.clusterChanged()));
    }

    /** Returns the bytes that every such connection begins with. */
    public static byte[] magic() {
        return Frames.magic();
    }

    /** Appends the handlers of a connection. They expect to receive the stream from its first byte. */
    public void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(new CallConnection(this));
    }

    /**
     * Sends a goodbye to every client, and waits until all have disconnected, or {@code millis} have passed. Meanwhile
     * calls in flight are answered, and new ones are refused. Must not be called by an event loop.
     */
    public void stop(int millis) throws InterruptedException {
        stopping = true;
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        connections.forEach(CallConnection::leave);
        for (CallConnection connection : connections) {
            connection.awaitEnd(deadlineNanos - System.nanoTime());
        }
    }

    /** Closes the connections that are still open. */
    @Override
    public void close() {
        stopping = true;
        clusterChanges.close();
        connections.forEach(CallConnection::end);
    }

    // ---- for connections

    int nodeId() {
        return nodeId;
    }

    CallTarget target() {
        return target;
    }

    CallLimits limits() {
        return limits;
    }

    CallMeter meter() {
        return meter;
    }

    ClusterView cluster() {
        return target.cluster();
    }

    boolean isStopping() {
        return stopping;
    }

    void opened(CallConnection connection) {
        connections.add(connection);
        meter.connectionOpened();
    }

    void closed(CallConnection connection) {
        if (connections.remove(connection)) {
            meter.connectionClosed();
        }
    }
}
