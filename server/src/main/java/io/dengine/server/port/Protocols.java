package io.dengine.server.port;

import io.dengine.server.call.CallServer;
import io.dengine.server.http.HttpHandler;
import io.dengine.server.memory.MemoryBudget;
import io.dengine.transport.PeerAcceptor;
import io.grpc.BindableService;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of a connection, one for each protocol.
 *
 * @param services the gRPC services
 * @param http answers HTTP/1.1
 * @param peers takes over the connections of other nodes, or null to refuse them
 * @param calls takes over the connections of our own clients, or null to refuse them
 * @param memory the memory that all clients together may hold; peers are not counted
 */
public record Protocols(
        List<BindableService> services,
        HttpHandler http,
        @Nullable PeerAcceptor peers,
        @Nullable CallServer calls,
        MemoryBudget memory) {
    /** Creates handlers without a limit of memory. */
    public Protocols(
            List<BindableService> services,
            HttpHandler http,
            @Nullable PeerAcceptor peers,
            @Nullable CallServer calls) {
        this(services, http, peers, calls, MemoryBudget.unlimited());
    }

    public Protocols {
        services = List.copyOf(services);
    }
}
