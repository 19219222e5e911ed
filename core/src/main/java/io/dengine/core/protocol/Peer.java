package io.dengine.core.protocol;

import io.dengine.core.PeerFlow;

/** A leader's knowledge of one other member (Raft dissertation, §3.5 and §10.2.1). */
final class Peer {
    final int id;

    /** The first exchange of this leader with the peer's present disk: answers of earlier ones prove nothing. */
    final long firstExchange;

    /** The current exchange; answers that carry another one say nothing about it. */
    long exchange;

    PeerFlow.Mode flow = PeerFlow.Mode.PROBE;
    long nextIndex;

    /**
     * The last index that the peer has proven to hold at the acknowledged level. It decreases within a term only when
     * the peer has lost entries.
     */
    long matchIndex;

    /** The newest round that had begun when the leader learned of the match index. */
    long provenRound;

    /** The newest round that the peer has echoed. */
    long ackedRound;

    /** Acknowledged entries may be missing at the peer: its match index does not count. */
    boolean recovering;

    /**
     * The match index that the peer had acknowledged when it turned out not to hold it any more; 0 once the peer knows
     * that itself.
     */
    long forgottenIndex;

    /** In PROBE: a message is in flight, and the next one waits for an answer or the heartbeat. */
    boolean probing;

    /** Entries for the peer were requested from the log store. */
    boolean fetching;

    /** The progress of a learner toward the end of the log. */
    final CatchUp catchUp;

    long lastAckNanos;
    long lastSentCommit;
    boolean lagNoted;

    /**
     * The last index of each unanswered append, ascending: a ring of {@code inflightCount} from {@code inflightHead}.
     */
    private final long[] inflightLast;

    private int inflightHead;
    private int inflightCount;

    Peer(int id, int maxInflight, long exchange, long nextIndex, long nowNanos) {
        this.id = id;
        this.inflightLast = new long[maxInflight];
        this.firstExchange = exchange;
        this.exchange = exchange;
        this.nextIndex = nextIndex;
        this.lastAckNanos = nowNanos;
        this.catchUp = new CatchUp(nextIndex - 1, nowNanos);
    }

    /** Returns whether the peer has answered this leader, within the last {@code patienceNanos}. */
    boolean isHeard(long nowNanos, long patienceNanos) {
        return ackedRound > 0 && nowNanos - lastAckNanos <= patienceNanos;
    }

    /** Starts again from what is proven, because appends in flight may be lost. */
    void probeAgain(long newExchange, long newNextIndex) {
        flow = PeerFlow.Mode.PROBE;
        exchange = newExchange;
        nextIndex = Math.max(newNextIndex, matchIndex + 1);
        probing = false;
        fetching = false;
        inflightCount = 0;
    }

    /**
     * Records that the peer no longer holds what it acknowledged, as after a power failure: it starts again, and counts
     * only once it reports itself that it may.
     */
    void lost(long lastHeldIndex) {
        forgottenIndex = Math.max(forgottenIndex, matchIndex);
        matchIndex = lastHeldIndex;
        recovering = true;
    }

    /**
     * Returns whether an answer proves that the peer lost entries: it holds no more than {@code lastHeldIndex}, and
     * answers a later round than that in which its match index became known. An answer of an earlier round may have
     * been overtaken.
     */
    boolean hasLost(long lastHeldIndex, long round) {
        return lastHeldIndex < matchIndex && round > provenRound;
    }

    /** Returns how the leader sends to the peer now. */
    PeerFlow sending() {
        return new PeerFlow(flow, nextIndex, inflightCount);
    }

    boolean isWindowOpen() {
        return inflightCount < inflightLast.length;
    }

    boolean hasInflight() {
        return inflightCount > 0;
    }

    /** Records that an append that ends at {@code lastIndex} was sent ahead of any answer. */
    void sent(long lastIndex) {
        inflightLast[(inflightHead + inflightCount++) % inflightLast.length] = lastIndex;
        nextIndex = lastIndex + 1;
    }

    /**
     * Records that the peer holds everything up to {@code index}.
     *
     * @param round the newest round that has begun
     */
    void acknowledged(long index, long round) {
        if (index > matchIndex) {
            matchIndex = index;
            provenRound = round;
        }
        while (inflightCount > 0 && inflightLast[inflightHead] <= index) {
            inflightHead = (inflightHead + 1) % inflightLast.length;
            inflightCount--;
        }
        nextIndex = Math.max(nextIndex, matchIndex + 1);
    }
}
