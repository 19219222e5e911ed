package io.dengine.server.grpc;

import io.dengine.server.memory.ChannelMemory;
import io.dengine.server.memory.MemoryAccount;
import io.grpc.Attributes;
import io.grpc.ServerCall;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC connection: its memory account, and the calls whose requests have not arrived completely. Owned by its event
 * loop.
 */
public final class GrpcConnection {
    private static final Attributes.Key<GrpcConnection> KEY = Attributes.Key.create("d-engine-connection");

    private final MemoryAccount account;
    private final SocketAddress remoteAddress;
    private final long requestNanos;
    private final Set<StreamMemory> arriving = new LinkedHashSet<>();

    private GrpcConnection(Channel channel, int requestMillis) {
        this.account = ChannelMemory.of(channel);
        this.remoteAddress = channel.remoteAddress();
        this.requestNanos = TimeUnit.MILLISECONDS.toNanos(requestMillis);
    }

    /**
     * Returns the attributes from which {@link StreamMemory} finds the connection of a call.
     *
     * @param requestMillis the time in which a request must arrive
     */
    public static Attributes attributes(Channel channel, int requestMillis) {
        GrpcConnection connection = new GrpcConnection(channel, requestMillis);
        long period = Math.max(1, requestMillis / 4);
        var check = channel.eventLoop().scheduleAtFixedRate(connection::endLate, period, period, TimeUnit.MILLISECONDS);
        var unused = channel.closeFuture().addListener(closed -> check.cancel(false));
        return Attributes.newBuilder().set(KEY, connection).build();
    }

    /** Returns the connection of a call, or null if the connection is not counted. */
    static @Nullable GrpcConnection of(ServerCall<?, ?> call) {
        return call.getAttributes().get(KEY);
    }

    MemoryAccount account() {
        return account;
    }

    SocketAddress remoteAddress() {
        return remoteAddress;
    }

    void arrives(StreamMemory stream) {
        arriving.add(stream);
    }

    void arrived(StreamMemory stream) {
        arriving.remove(stream);
    }

    private void endLate() {
        long now = System.nanoTime();
        for (StreamMemory stream : new ArrayList<>(arriving)) {
            if (now - stream.begunNanos() < requestNanos) {
                return; // the others began later
            }
            arriving.remove(stream);
            stream.endLate();
        }
    }
}
