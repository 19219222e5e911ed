package io.dengine.simulator.run;

import io.dengine.api.ClusterView;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.call.Frames;
import io.dengine.call.NodeFrame;
import io.dengine.call.Problem;
import io.dengine.call.WatchItem;
import io.dengine.simulator.check.Violation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A node's end of a connection: the frames of the native protocol, in the simulation's single thread. */
final class ServedClient {
    private final ClientPort port;
    private final ClientStream stream;
    private final Map<Long, ServedFeed> feeds = new HashMap<>();
    private Bytes unread = Bytes.EMPTY;
    private boolean begun;
    private boolean welcomed;
    private boolean leaving;
    private boolean gone;
    private boolean waiting;
    private @Nullable ClusterView told;

    ServedClient(ClientPort port, ClientStream stream) {
        this.port = port;
        this.stream = stream;
    }

    ClientPort port() {
        return port;
    }

    /** Returns whether this end no longer answers. */
    boolean isGone() {
        return gone || port.hasEnded();
    }

    // ---- what arrives

    void received(Bytes bytes) {
        byte[] all = Arrays.copyOf(unread.toArray(), unread.length() + bytes.length());
        bytes.copyTo(all, unread.length());
        unread = Bytes.wrap(all);
        read();
    }

    /** Reads the bytes; a paused process reads them later. */
    private void read() {
        long pausedFor =
                port.host().pace().pausedUntilNanos() - port.world().scheduler().nowNanos();
        if (pausedFor > 0 && !waiting) {
            waiting = true;
            port.world().scheduler().after(pausedFor, () -> {
                waiting = false;
                read();
            });
        }
        while (!waiting && !isGone() && readNext()) {
            // Reads all complete frames.
        }
    }

    private boolean readNext() {
        int magic = Frames.magic().length;
        if (!begun && unread.length() >= magic) {
            begun = unread.slice(0, magic).equals(Bytes.wrap(Frames.magic()));
            demand(begun, "it does not begin with the clients' magic bytes");
            unread = unread.slice(magic);
        }
        if (!begun || unread.length() < Frames.LENGTH_BYTES) {
            return false;
        }
        int length = new BytesReader(unread).readInt();
        if (unread.length() < Frames.LENGTH_BYTES + length) {
            return false;
        }
        Bytes frame = unread.slice(Frames.LENGTH_BYTES, length);
        unread = unread.slice(Frames.LENGTH_BYTES + length);
        take(ClientFrame.decode(frame));
        return true;
    }

    private void demand(boolean condition, String otherwise) {
        if (!condition) {
            port.world().referee().object(new Violation("native protocol", "a client violates it: " + otherwise));
        }
    }

    private void take(ClientFrame frame) {
        demand(welcomed != frame instanceof ClientFrame.Hello, "hello must be the first frame, and sent once");
        switch (frame) {
            case ClientFrame.Hello hello -> greet();
            case ClientFrame.Ask ask -> answer(ask);
            case ClientFrame.OpenWatch open -> open(open);
            case ClientFrame.Credit credit -> {
                ServedFeed feed = feeds.get(credit.watchId());
                if (feed != null) {
                    feed.grant(credit.items());
                }
            }
            case ClientFrame.CloseWatch close -> forget(close.watchId());
            case ClientFrame.Ping ping -> send(new NodeFrame.Pong(ping.nonce()));
        }
    }

    private void greet() {
        welcomed = true;
        ClusterView cluster = port.cluster();
        told = cluster;
        send(new NodeFrame.Welcome(Frames.VERSION, port.host().id(), cluster, port.clockDrift()));
    }

    private void answer(ClientFrame.Ask ask) {
        port.world().scheduler().note("asked", port.host().id(), ask.id());
        if (leaving) {
            send(new NodeFrame.Answered(ask.id(), new Answer.Failed(Problem.STOPPED, "this node stops")));
            return;
        }
        Call call = ask.call() instanceof Call.Write write ? write.ownedBy(stream.owner()) : ask.call();
        var unused = port.desk().answer(call).thenAccept(answer -> send(new NodeFrame.Answered(ask.id(), answer)));
    }

    private void open(ClientFrame.OpenWatch open) {
        port.world()
                .scheduler()
                .note("watched by", port.host().id(), open.request().fromRevision());
        ServedFeed feed = new ServedFeed(this, open.watchId(), open.request());
        ServedFeed before = feeds.put(open.watchId(), feed);
        demand(before == null, "there already is a watch " + open.watchId());
        feed.begin();
    }

    // ---- what is sent

    void send(NodeFrame frame) {
        if (isGone()) {
            return;
        }
        BytesWriter writer = new BytesWriter(256);
        writer.writeInt(0);
        frame.writeTo(writer);
        writer.setInt(0, writer.size() - Frames.LENGTH_BYTES);
        stream.answer(writer.toBytes());
    }

    void clusterChanged() {
        ClusterView cluster = port.cluster();
        if (welcomed && !isGone() && !Objects.equals(told, cluster)) {
            told = cluster;
            send(new NodeFrame.ClusterChanged(cluster));
        }
    }

    /** Sends an item of a watch to the client. */
    void send(long watchId, WatchItem item) {
        if (item instanceof WatchItem.Ended) {
            forget(watchId);
        }
        send(new NodeFrame.Watched(watchId, item));
    }

    private void forget(long watchId) {
        ServedFeed feed = feeds.remove(watchId);
        if (feed != null) {
            feed.close();
        }
    }

    // ---- its end

    /** Sends goodbye. The node answers requests in flight while it shuts down. */
    void leave() {
        if (welcomed && !isGone()) {
            leaving = true;
            send(new NodeFrame.Goodbye("this node stops"));
            for (long id : List.copyOf(feeds.keySet())) {
                send(id, new WatchItem.Ended(WatchItem.End.BROKEN, 0, "this node stops"));
            }
        }
    }

    /** Records that the connection has ended. */
    void ended() {
        gone = true;
        feeds.values().forEach(ServedFeed::close);
        feeds.clear();
    }

    void processEnded(boolean silently) {
        if (!gone && !silently) {
            stream.endForClient("node " + port.host().id() + " has ended");
        }
        gone = true;
        feeds.clear();
    }
}
