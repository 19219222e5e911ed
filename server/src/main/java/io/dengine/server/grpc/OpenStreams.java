package io.dengine.server.grpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams, so that a stopping node can end them. */
final class OpenStreams implements AutoCloseable {
    private final Set<StreamPump<?>> pumps = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    void add(StreamPump<?> pump) {
        pumps.add(pump);
        if (closed) {
            pump.endUnavailable();
        }
    }

    void remove(StreamPump<?> pump) {
        pumps.remove(pump);
    }

    int count() {
        return pumps.size();
    }

    /** Ends all streams, including those that are opened later. */
    @Override
    public void close() {
        closed = true;
        pumps.forEach(StreamPump::endUnavailable);
    }
}
