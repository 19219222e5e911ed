package io.dengine.engine.stage;

import io.dengine.core.message.Message;
import java.util.Arrays;

/**
 * The times that peers take to answer a leader: from the first append of a round to its echo, smoothed as TCP does. One
 * round of each peer is measured at a time. Owned by the core stage; there are few peers, so an array is searched.
 */
final class RoundTrips {
    /** Returned if a peer has answered nothing yet. */
    static final long UNKNOWN = -1;

    /** The time after which a round without an answer is no longer measured: the message may be lost. */
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private Peer[] peers = {};

    private static final class Peer {
        private final int id;
        private boolean waiting;
        private long term;
        private long round;
        private long sentNanos;
        private long smoothedNanos = UNKNOWN;

        Peer(int id) {
            this.id = id;
        }
    }

    /** Records that an append leaves for {@code to}. */
    void sent(int to, Message.Append append, long nowNanos) {
        Peer peer = peer(to);
        boolean newer = append.term() != peer.term || append.round() > peer.round;
        if (newer && (!peer.waiting || nowNanos - peer.sentNanos > PATIENCE_NANOS)) {
            peer.waiting = true;
            peer.term = append.term();
            peer.round = append.round();
            peer.sentNanos = nowNanos;
        }
    }

    /** Records that a message of {@code from} has arrived. */
    void heard(int from, Message message, long nowNanos) {
        switch (message) {
            case Message.Echo echo -> echoed(from, echo.term(), echo.round(), nowNanos);
            case Message.AppendAccepted accepted -> echoed(from, accepted.term(), accepted.round(), nowNanos);
            case Message.AppendRejected rejected -> echoed(from, rejected.term(), rejected.round(), nowNanos);
            default -> {
                // It answers no append.
            }
        }
    }

    private void echoed(int from, long term, long round, long nowNanos) {
        Peer peer = peer(from);
        if (peer.waiting && term == peer.term && round >= peer.round) {
            peer.waiting = false;
            long tookNanos = nowNanos - peer.sentNanos;
            peer.smoothedNanos = peer.smoothedNanos == UNKNOWN
                    ? tookNanos
                    : peer.smoothedNanos + (tookNanos - peer.smoothedNanos) / 8;
        }
    }

    /** Returns the smoothed time of {@code id} in nanoseconds, or {@link #UNKNOWN}. */
    long nanosOf(int id) {
        return peer(id).smoothedNanos;
    }

    private Peer peer(int id) {
        for (Peer peer : peers) {
            if (peer.id == id) {
                return peer;
            }
        }
        Peer added = new Peer(id);
        peers = Arrays.copyOf(peers, peers.length + 1);
        peers[peers.length - 1] = added;
        return added;
    }
}
