package io.dengine.chaos;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One client of the load. It retries each write until it is acknowledged, then writes the next key. */
final class Writer implements Writes.Listener {
    private final WriteLoad load;
    private final Writes writes;
    private final int id;

    /** The revisions of acknowledged writes, by sequence number. May be longer than {@link #acknowledged}. */
    private volatile long[] revisions = new long[64];

    private volatile int acknowledged;
    private volatile Writes.@Nullable Call call;
    private volatile long startNanos;

    Writer(WriteLoad load, Writes writes, int id) {
        this.load = load;
        this.writes = writes;
        this.id = id;
    }

    int id() {
        return id;
    }

    /**
     * Returns the number of acknowledged writes: all with smaller sequence numbers are acknowledged; of the others, at
     * most the next one was sent.
     */
    int acknowledged() {
        return acknowledged;
    }

    /** @param sequence less than {@link #acknowledged} */
    long revision(int sequence) {
        return revisions[sequence];
    }

    void send() {
        startNanos = System.nanoTime();
        call = null;
        call = writes.begin(id, acknowledged, this);
    }

    void cancelUnlessTo(int leader) {
        Writes.Call current = call;
        if (current != null && current.nodeId() != leader) {
            current.cancel("another node leads");
        }
    }

    void cancelIfOlderThan(long limitNanos, long nowNanos) {
        Writes.Call current = call;
        if (current != null && nowNanos - startNanos > limitNanos) {
            current.cancel("no answer within the time limit");
        }
    }

    @Override
    public void acknowledged(int byNode, long revision) {
        int before = acknowledged; // only this client's calls change it, one at a time
        if (before == revisions.length) {
            revisions = Arrays.copyOf(revisions, 2 * before);
        }
        long[] current = revisions;
        current[before] = revision;
        acknowledged = before + 1;
        load.acknowledged(byNode);
        if (load.isStopping()) {
            load.ended();
        } else {
            load.schedule(this, load.paceMillis());
        }
    }

    @Override
    public void failed(String reason) {
        load.failed(reason);
        load.schedule(this, writes.retryMillis());
    }
}
