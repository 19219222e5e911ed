package io.dengine.core.protocol;

import io.dengine.core.CoreConfig;
import io.dengine.core.PeerFlow;
import io.dengine.core.log.Entry;
import java.util.List;

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

    /** The bytes of the entries of each unanswered append: a ring like {@link #inflightLast}. */
    private final long[] inflightBytes;

    private final long maxInflightBytes;
    private int inflightHead;
    private int inflightCount;
    private long inflightBytesSum;

    Peer(int id, CoreConfig config, long exchange, long nextIndex, long nowNanos) {
        this.id = id;
        this.inflightLast = new long[config.maxInflightAppends()];
        this.inflightBytes = new long[config.maxInflightAppends()];
        this.maxInflightBytes = config.maxInflightBytes();
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
        inflightBytesSum = 0;
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

    /** Returns whether one more append may be sent ahead of any answer. It may exceed the limit of bytes. */
    boolean isWindowOpen() {
        return inflightCount < inflightLast.length && inflightBytesSum < maxInflightBytes;
    }

    boolean hasInflight() {
        return inflightCount > 0;
    }

    /** Records that an append with these entries was sent ahead of any answer. */
    void sent(List<Entry> entries) {
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += entries.get(i).weightBytes();
        }
        long lastIndex = entries.get(entries.size() - 1).index();
        int at = (inflightHead + inflightCount++) % inflightLast.length;
        inflightLast[at] = lastIndex;
        inflightBytes[at] = bytes;
        inflightBytesSum += bytes;
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
            inflightBytesSum -= inflightBytes[inflightHead];
            inflightHead = (inflightHead + 1) % inflightLast.length;
            inflightCount--;
        }
        nextIndex = Math.max(nextIndex, matchIndex + 1);
    }
}
