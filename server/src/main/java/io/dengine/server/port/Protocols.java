package io.dengine.server.port;

import io.dengine.server.call.CallServer;
import io.dengine.server.http.HttpHandler;
import io.dengine.transport.PeerAcceptor;
import io.grpc.BindableService;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who takes over a connection, by what it speaks.
 *
 * @param services of gRPC
 * @param http answers HTTP/1.1
 * @param peers takes over the connections of other nodes, or null to refuse them
 * @param calls takes over those of our own clients, or null to refuse them
 */
public record Protocols(
        List<BindableService> services,
        HttpHandler http,
        @Nullable PeerAcceptor peers,
        @Nullable CallServer calls) {
    public Protocols {
        services = List.copyOf(services);
    }
}
