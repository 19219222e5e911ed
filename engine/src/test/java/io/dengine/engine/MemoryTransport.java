package io.dengine.engine;

import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transport whose messages wait until a test delivers them. */
public final class MemoryTransport implements Transport {
    private final ArrayDeque<Sent> queued = new ArrayDeque<>();
    private final List<Sent> flushed = new ArrayList<>();
    private @Nullable Receiver receiver;
    private int flushes;

    public record Sent(int to, PeerMessage message) {}

    /** The messages that were flushed since the last time. */
    public List<Sent> takeSent() {
        List<Sent> taken = List.copyOf(flushed);
        flushed.clear();
        return taken;
    }

    public int flushes() {
        return flushes;
    }

    public Receiver receiver() {
        Receiver present = receiver;
        if (present == null) {
            throw new IllegalStateException("not started");
        }
        return present;
    }

    @Override
    public void start(Receiver newReceiver) {
        receiver = newReceiver;
    }

    @Override
    public void send(int to, PeerMessage message) {
        queued.addLast(new Sent(to, message));
    }

    @Override
    public void flush() {
        flushes++;
        flushed.addAll(queued);
        queued.clear();
    }

    @Override
    public void connectTo(Configuration configuration) {}

    @Override
    public void close() {}
}
