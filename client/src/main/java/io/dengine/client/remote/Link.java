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

/** One address: what is known of the node there, and what becomes of the attempts of its {@link Way} to reach it. */
final class Link {
    private static final System.Logger LOG = System.getLogger("io.dengine.client");

    /**
     * A connection before it is used.
     *
     * @param socket ends it
     */
    record Dialled(
            Closeable socket, int sendBufferBytes, FrameReader frames, OutputStream out, NodeFrame.Welcome welcome) {}

    /**
     * Why there is no connection.
     *
     * @param cause what was thrown, if that was the reason
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

    /** Attempts that failed in a row; the way's. */
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

    /** Why there is no connection at the moment, for messages. */
    Trouble lastTrouble() {
        return lastTrouble;
    }

    void start() {
        way.start();
    }

    /** Ends the link for good. */
    void close() {
        way.close();
    }

    void join(Duration timeout) throws InterruptedException {
        way.join(timeout);
    }

    /** Has a pause or a rest end now. */
    void wake() {
        way.wake();
    }

    // ---- what the roster keeps here, under its lock

    @Nullable
    Connection connection() {
        return connection;
    }

    void connected(@Nullable Connection newConnection) {
        connection = newConnection;
    }

    /** The node that was last met here; 0 if none was. */
    int nodeId() {
        return nodeId;
    }

    /** What that node has said last, or null while it is not connected. */
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

    // ---- what its connection tells

    void told(ClusterView cluster) {
        roster.told(this, cluster);
    }

    void leaving() {
        roster.changed();
    }

    // ---- what its way does

    /** What is sent first. */
    Bytes hello() {
        BytesWriter hello = new BytesWriter(256);
        hello.writeRaw(Bytes.wrap(Frames.magic()));
        BytesWriter frame = Connection.frame(new ClientFrame.Hello(Frames.VERSION, settings.name()));
        hello.writeRaw(Bytes.wrap(frame.array(), 0, frame.size()));
        return hello.toBytes();
    }

    /**
     * The welcome in the first frame of a node.
     *
     * @throws IOException if it is none
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

    /** Takes a connection into use; answers whether it is of use. */
    boolean admits(Connection welcomed, NodeFrame.Welcome welcome) {
        String objection = roster.admit(this, welcomed, welcome);
        if (objection != null) {
            lastTrouble = new Trouble(objection, null);
            return false;
        }
        LOG.log(System.Logger.Level.DEBUG, "{0}: connected to node {1}", endpoint, welcome.nodeId());
        return true;
    }

    /** A connection that was of use has ended. */
    void served(Connection ended) {
        failures = 0;
        lastTrouble = new Trouble(ended.reason(), ended.cause());
    }

    /** An attempt has failed with this. */
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
     * The attempt is over, whatever became of it.
     *
     * @param served whether the connection was of use
     * @return for how long to pause before the next one: the longer the more have failed
     */
    long down(boolean served) {
        roster.down(this);
        failures = served ? 0 : failures + 1;
        long min = settings.timing().retryMin().toNanos();
        long max = settings.timing().retryMax().toNanos();
        long pause = failures == 0 ? min : Math.min(max, min << Math.min(failures - 1, 20));
        return pause / 2 + (long) (ways.chance() * (pause / 2.0 + 1));
    }

    /** Whether it is to rest until its node is no longer connected elsewhere. */
    boolean rests() {
        return roster.rests(this);
    }
}
