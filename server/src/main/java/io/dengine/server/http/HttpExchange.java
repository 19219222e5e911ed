package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.call.WatchRoom;
import io.dengine.server.memory.Reservation;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One request and the way to answer it. Safe for use by any thread; only the first answer counts. */
public final class HttpExchange {
    private final HttpConnection connection;
    private final String method;
    private final String target;
    private final HttpHeaders headers;
    private final Bytes body;
    private final Reservation memory;
    private final AtomicBoolean answered = new AtomicBoolean();

    HttpExchange(HttpConnection connection, HttpRequest head, Bytes body, Reservation memory) {
        this.connection = connection;
        this.method = head.method().name();
        this.target = head.uri();
        this.headers = head.headers();
        this.body = body;
        this.memory = memory;
    }

    public String method() {
        return method;
    }

    /** The path as sent, without the query. */
    public String path() {
        int end = target.indexOf('?');
        return end < 0 ? target : target.substring(0, end);
    }

    /** What follows the question mark, as sent; empty if there is none. */
    public String query() {
        int start = target.indexOf('?');
        int end = target.indexOf('#', Math.max(start, 0));
        return start < 0 ? "" : target.substring(start + 1, end < 0 ? target.length() : end);
    }

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    public Bytes body() {
        return body;
    }

    /** Where the request comes from. */
    public SocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    /** Whether it was encrypted, so that the client knows whom it has asked. */
    public boolean isEncrypted() {
        return connection.isEncrypted();
    }

    /** Runs {@code task} on the event loop of the connection, where long answers are written. */
    void execute(Runnable task) {
        connection.execute(task);
    }

    /** What the answer takes while it is made; owned by whoever makes it, until {@link #reply}. */
    Reservation memory() {
        return memory;
    }

    /** Room for what waits for a watch that is answered here. */
    WatchRoom watch() {
        return memory.account().watch();
    }

    /** Says that the answer takes as long as there is data to read: no limit of time applies to it. */
    public void takesLong() {
        connection.waitWithoutLimit(this);
    }

    /** Sends the answer. Without effect if there was one before. */
    public void reply(HttpReply reply) {
        if (answered.compareAndSet(false, true)) {
            connection.reply(this, reply);
        }
    }

    /**
     * Begins an answer without an end.
     *
     * @param closed runs once when the connection ends, whoever ended it
     * @throws IllegalStateException if there was an answer before
     */
    public HttpStream stream(String contentType, Runnable closed) {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("the request was answered before");
        }
        return connection.stream(this, contentType, closed);
    }
}
