package io.dengine.server.metrics;

import io.dengine.bytes.Bytes;
import io.dengine.server.http.HttpExchange;
import io.dengine.server.http.HttpPort;
import io.dengine.server.http.HttpReply;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Serves {@code /metrics} on a port of its own, with the limits of {@link HttpPort}. Virtual threads read the numbers,
 * so a reader does not occupy the event loops.
 */
public final class MetricsServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 100;

    private final MetricsRegistry registry;
    private final HttpPort port;

    private MetricsServer(InetSocketAddress address, MetricsRegistry registry, EventLoopGroup loops)
            throws IOException {
        this.registry = registry;
        this.port = new HttpPort(address, this::answer, MAX_CONNECTIONS, loops);
    }

    /**
     * Starts to listen.
     *
     * @param host the address to listen on
     * @param port 0 lets the system pick one
     * @param loops of the NIO kind; they belong to the caller and must outlive this object
     * @throws IOException if the port cannot be listened on
     */
    public static MetricsServer start(String host, int port, MetricsRegistry registry, EventLoopGroup loops)
            throws IOException {
        return new MetricsServer(new InetSocketAddress(host, port), registry, loops);
    }

    private void answer(HttpExchange exchange) {
        if (!exchange.path().equals("/metrics")) {
            exchange.reply(text(404, "only /metrics is here\n", ""));
        } else if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.reply(text(405, "only GET is answered\n", "GET, HEAD"));
        } else {
            Thread.ofVirtual().name("d-engine-metrics").start(() -> exchange.reply(numbers()));
        }
    }

    private HttpReply numbers() {
        return new HttpReply(200, PrometheusText.CONTENT_TYPE, Bytes.utf8(registry.text()), "");
    }

    private static HttpReply text(int status, String text, String allow) {
        return new HttpReply(status, "text/plain; charset=utf-8", Bytes.utf8(text), allow);
    }

    /** Returns the port on which it listens. */
    public int port() {
        return port.address().getPort();
    }

    @Override
    public void close() {
        port.close();
    }
}
