package io.dengine.server.http;

import io.dengine.bytes.Bytes;
import io.dengine.call.WatchRoom;
import io.dengine.server.memory.Reservation;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One request and the means to answer it. Safe for use by any thread; only the first answer counts. */
public final class HttpExchange {
    private final HttpConnection connection;
    private final String method;
    private final RequestTarget target;
    private final HttpHeaders headers;
    private final boolean takesChunks;
    private final Bytes body;
    private final Reservation memory;
    private final AtomicBoolean answered = new AtomicBoolean();

    HttpExchange(HttpConnection connection, HttpRequest head, Bytes body, Reservation memory) {
        this.connection = connection;
        this.method = head.method().name();
        this.target = RequestTarget.of(head.uri());
        this.headers = head.headers();
        this.takesChunks = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
        this.body = body;
        this.memory = memory;
    }

    public String method() {
        return method;
    }

    /** Returns the path as sent, without the query. */
    public String path() {
        return target.path();
    }

    /** Returns the query as sent, without the question mark; empty if there is none. */
    public String query() {
        return target.query();
    }

    /**
     * Returns the host and port for which the request is meant: those of its target, or else those of its header Host.
     * Null if it names none, as only a client of HTTP/1.0 may.
     */
    public @Nullable String host() {
        String authority = target.authority();
        return authority != null ? authority : header("Host");
    }

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** Returns whether the client understands an answer in chunks. */
    boolean takesChunks() {
        return takesChunks;
    }

    public Bytes body() {
        return body;
    }

    /** Returns the remote address of the connection. */
    public SocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    /** Returns whether the connection is encrypted, which means that the client has verified this node's name. */
    public boolean isEncrypted() {
        return connection.isEncrypted();
    }

    /** Runs {@code task} on the event loop of the connection, where long answers are written. */
    void execute(Runnable task) {
        connection.execute(task);
    }

    /**
     * Returns the memory that the answer takes while it is written. The thread that writes it owns it until {@link
     * #reply}.
     */
    Reservation memory() {
        return memory;
    }

    /** Returns the room for the items that wait for a watch that is answered here. */
    WatchRoom watch() {
        return memory.account().watch();
    }

    /** Removes the time limit: the answer takes as long as there is data to read. */
    public void takesLong() {
        connection.waitWithoutLimit(this);
    }

    /** Sends the answer. Has no effect if the request was answered before. */
    public void reply(HttpReply reply) {
        if (answered.compareAndSet(false, true)) {
            connection.reply(this, reply);
        }
    }

    /**
     * Starts an answer of unknown length.
     *
     * @param closed runs once when the connection ends, whichever side ended it
     * @throws IllegalStateException if the request was answered before
     */
    public HttpStream stream(String contentType, Runnable closed) {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("the request was answered before");
        }
        return connection.stream(this, contentType, closed);
    }
}
