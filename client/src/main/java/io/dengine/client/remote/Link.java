package io.dengine.client.remote;

import io.dengine.api.ClusterView;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.ClientFrame;
import io.dengine.call.Frames;
import io.dengine.call.NodeFrame;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One address: the state of the node there, and the results of its {@link Way}'s attempts to connect. */
final class Link {
    private static final System.Logger LOG = System.getLogger("io.dengine.client");

    /**
     * A connection that is not used yet.
     *
     * @param socket closes the connection
     */
    record Dialled(
            Closeable socket, int sendBufferBytes, FrameReader frames, OutputStream out, NodeFrame.Welcome welcome) {}

    /**
     * The reason why there is no connection.
     *
     * @param cause the exception that led to it, or null
     */
    record Trouble(String text, @Nullable Throwable cause) {}

    private final Roster roster;
    private final RemoteSettings settings;
    private final Endpoint endpoint;
    private final Ways ways;
    private final Way way;
    private volatile Trouble lastTrouble = new Trouble("not tried yet", null);

    // Guarded by the roster's lock.
    private @Nullable Connection connection;
    private int nodeId;
    private @Nullable ClusterView view;
    private boolean resting;

    /** The number of consecutive failed attempts; used by the way only. */
    private int failures;

    Link(Roster roster, RemoteSettings settings, Endpoint endpoint, Ways ways) {
        this.roster = roster;
        this.settings = settings;
        this.endpoint = endpoint;
        this.ways = ways;
        this.way = ways.to(this);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    RemoteSettings settings() {
        return settings;
    }

    /** Returns why there is no connection at the moment, for messages. */
    Trouble lastTrouble() {
        return lastTrouble;
    }

    void start() {
        way.start();
    }

    /** Ends the link permanently. */
    void close() {
        way.close();
    }

    void join(Duration timeout) throws InterruptedException {
        way.join(timeout);
    }

    /** Ends a pause or a rest now. */
    void wake() {
        way.wake();
    }

    // ---- state that the roster keeps here, under its lock

    @Nullable
    Connection connection() {
        return connection;
    }

    void connected(@Nullable Connection newConnection) {
        connection = newConnection;
    }

    /** Returns the id of the node that was last connected here; 0 if there was none. */
    int nodeId() {
        return nodeId;
    }

    /** Returns the last cluster view from that node, or null while it is not connected. */
    @Nullable
    ClusterView view() {
        return view;
    }

    void met(int node, ClusterView told) {
        nodeId = node;
        view = told;
    }

    void forgetView() {
        view = null;
    }

    boolean isResting() {
        return resting;
    }

    void rest(boolean rests) {
        resting = rests;
    }

    // ---- events from the connection

    void told(ClusterView cluster) {
        roster.told(this, cluster);
    }

    void leaving() {
        roster.changed();
    }

    // ---- events from the way

    /** Returns the first bytes to send. */
    Bytes hello() {
        BytesWriter hello = new BytesWriter(256);
        hello.writeRaw(Bytes.wrap(Frames.magic()));
        BytesWriter frame = Connection.frame(new ClientFrame.Hello(Frames.VERSION, settings.name()));
        hello.writeRaw(Bytes.wrap(frame.array(), 0, frame.size()));
        return hello.toBytes();
    }

    /**
     * Decodes the welcome in the first frame from a node.
     *
     * @throws IOException if the frame is not a welcome
     */
    static NodeFrame.Welcome welcome(Bytes first) throws IOException {
        NodeFrame frame = NodeFrame.decode(first);
        if (frame instanceof NodeFrame.Welcome welcome) {
            return welcome;
        }
        throw new IOException(
                frame instanceof NodeFrame.Goodbye goodbye
                        ? "the node does not welcome this client: " + goodbye.reason()
                        : "the other side did not begin with a welcome");
    }

    /** Offers a new connection to the roster and returns true if it is used. */
    boolean admits(Connection welcomed, NodeFrame.Welcome welcome) {
        String objection = roster.admit(this, welcomed, welcome);
        if (objection != null) {
            lastTrouble = new Trouble(objection, null);
            return false;
        }
        LOG.log(System.Logger.Level.DEBUG, "{0}: connected to node {1}", endpoint, welcome.nodeId());
        return true;
    }

    /** Records the end of a connection that was used. */
    void served(Connection ended) {
        failures = 0;
        lastTrouble = new Trouble(ended.reason(), ended.cause());
    }

    /** Records why an attempt failed. */
    void failed(Throwable failure) {
        if (failure instanceof IOException || failure instanceof MalformedBytesException) {
            lastTrouble = new Trouble(Connection.describe(failure), failure);
            LOG.log(System.Logger.Level.DEBUG, "{0}: cannot connect: {1}", endpoint, lastTrouble.text());
        } else {
            lastTrouble = new Trouble("an error in this client: " + failure, failure);
            LOG.log(System.Logger.Level.ERROR, "a connection failed for no known reason", failure);
        }
    }

    /**
     * Records the end of an attempt, successful or not.
     *
     * @param served true if the connection was used
     * @return the pause before the next attempt in nanoseconds, which increases with consecutive failures
     */
    long down(boolean served) {
        roster.down(this);
        failures = served ? 0 : failures + 1;
        long min = settings.timing().retryMin().toNanos();
        long max = settings.timing().retryMax().toNanos();
        long pause = failures == 0 ? min : Math.min(max, min << Math.min(failures - 1, 20));
        return pause / 2 + (long) (ways.chance() * (pause / 2.0 + 1));
    }

    /** Returns true if the link must rest until its node is no longer connected at another address. */
    boolean rests() {
        return roster.rests(this);
    }
}
