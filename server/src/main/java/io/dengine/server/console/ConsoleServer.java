package io.dengine.server.console;

import io.dengine.bytes.Bytes;
import io.dengine.server.http.HostNames;
import io.dengine.server.http.HttpExchange;
import io.dengine.server.http.HttpPort;
import io.dengine.server.http.HttpReply;
import io.dengine.server.http.HttpStream;
import io.dengine.server.http.JsonError;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves the samples of a node on a port of its own.
 *
 * <ul>
 *   <li>{@code /sample}: the newest sample.
 *   <li>{@code /samples}: the newest sample and all later ones, one per line.
 * </ul>
 *
 * <p>Read-only, for every client that reaches the port. Requests that a browser sends for a foreign page are refused,
 * as on the main port.
 */
public final class ConsoleServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 16;
    private static final String LINES = "application/x-ndjson";
    private static final Bytes END_OF_LINE = Bytes.utf8("\n");

    private final HttpPort port;
    private volatile @Nullable Served served;

    private record Served(Samples samples, HostNames hosts) {}

    /**
     * Starts to listen. Before {@link #serve} no request is answered with a sample.
     *
     * @param loops they belong to the caller and must outlive this object
     * @throws IOException if the port cannot be listened on
     */
    public ConsoleServer(InetSocketAddress address, EventLoopGroup loops) throws IOException {
        this.port = new HttpPort(address, this::answer, MAX_CONNECTIONS, loops);
    }

    /**
     * Serves samples from now on.
     *
     * @param hosts checks the host names and origins of requests
     */
    public void serve(Samples samples, HostNames hosts) {
        served = new Served(samples, hosts);
    }

    private static HttpReply notYet() {
        return JsonError.reply(503, "CLUSTER_UNAVAILABLE", "the node has only just started; ask again");
    }

    private void answer(HttpExchange exchange) {
        Served now = served;
        if (now == null) {
            exchange.reply(notYet());
            return;
        }
        Samples samples = now.samples();
        HttpReply foreign = now.hosts().objection(exchange);
        if (foreign != null) {
            exchange.reply(foreign);
            return;
        }
        boolean sample = exchange.path().equals("/sample");
        if (!sample && !exchange.path().equals("/samples")) {
            exchange.reply(JsonError.reply(
                    404,
                    "INVALID_REQUEST",
                    "this port is for d-engine console; it has /sample, and /samples for one each second"));
        } else if (!exchange.method().equals("GET")
                && !(sample && exchange.method().equals("HEAD"))) {
            Bytes body = JsonError.reply(405, "INVALID_REQUEST", "this port is only read, with GET")
                    .body();
            exchange.reply(new HttpReply(405, HttpReply.JSON, body, "GET"));
        } else if (sample) {
            Bytes newest = samples.newest();
            exchange.reply(newest == null ? notYet() : HttpReply.json(200, newest));
        } else {
            new Reader(exchange, samples);
        }
    }

    /** Writes samples to a client. A client misses the samples for which it does not read fast enough. */
    private static final class Reader implements Consumer<Bytes> {
        private final HttpStream stream;

        Reader(HttpExchange exchange, Samples samples) {
            stream = exchange.stream(LINES, () -> samples.remove(this));
            samples.add(this);
            Bytes newest = samples.newest();
            if (newest != null) {
                accept(newest);
            }
        }

        @Override
        public void accept(Bytes sample) {
            stream.execute(() -> {
                if (stream.writable()) {
                    stream.write(sample);
                    stream.write(END_OF_LINE);
                    stream.flush();
                }
            });
        }
    }

    /** Returns the address on which it listens. */
    public InetSocketAddress address() {
        return port.address();
    }

    @Override
    public void close() {
        port.close();
    }
}
