package io.dengine.core.protocol;

import io.dengine.core.PeerFlow;

/** What a leader knows of one other member (Raft dissertation, §3.5 and §10.2.1). */
final class Peer {
    final int id;

    /** The first attempt of this leader with the peer's present disk: answers to earlier ones prove nothing. */
    final long firstSession;

    /** Names the current attempt; answers that carry another one say nothing about it. */
    long session;

    PeerFlow.Mode flow = PeerFlow.Mode.PROBE;
    long nextIndex;

    /** The last index that the peer has proven to hold at the acknowledged level. Never decreases in a term. */
    long matchIndex;

    /** The newest round that had begun when the leader learned of its match index. */
    long provenRound;

    /** The newest round it has echoed. */
    long ackedRound;

    /** It lost power and may have lost entries: its match index does not count. */
    boolean recovering;

    /** What it had acknowledged when it turned out not to hold it any more; 0 once it knows that itself. */
    long forgottenIndex;

    /** In PROBE: a message is on its way, and the next one waits for an answer or the heartbeat. */
    boolean probing;

    /** Entries were asked from the log store for it. */
    boolean fetching;

    /** How a learner approaches the end of the log. */
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

    Peer(int id, int maxInflight, long session, long nextIndex, long nowNanos) {
        this.id = id;
        this.inflightLast = new long[maxInflight];
        this.firstSession = session;
        this.session = session;
        this.nextIndex = nextIndex;
        this.lastAckNanos = nowNanos;
        this.catchUp = new CatchUp(nextIndex - 1, nowNanos);
    }

    /** Whether it has answered this leader, and as lately as {@code patienceNanos} ago. */
    boolean isHeard(long nowNanos, long patienceNanos) {
        return ackedRound > 0 && nowNanos - lastAckNanos <= patienceNanos;
    }

    /** Starts over from what is proven: whatever was in flight may be lost. */
    void probeAgain(long newSession, long newNextIndex) {
        flow = PeerFlow.Mode.PROBE;
        session = newSession;
        nextIndex = Math.max(newNextIndex, matchIndex + 1);
        probing = false;
        fetching = false;
        inflightCount = 0;
    }

    /**
     * It no longer holds what it acknowledged, as after a loss of power: it starts over, and counts again only once it
     * says itself that it may.
     */
    void lost(long lastHeldIndex) {
        forgottenIndex = Math.max(forgottenIndex, matchIndex);
        matchIndex = lastHeldIndex;
        recovering = true;
    }

    /**
     * Whether that it holds no more than {@code lastHeldIndex}, said in a later round than its match index became known
     * in, shows that it has lost something: what it says of an earlier round may have been overtaken.
     */
    boolean hasLost(long lastHeldIndex, long round) {
        return lastHeldIndex < matchIndex && round > provenRound;
    }

    /** How the leader sends to it now. */
    PeerFlow sending() {
        return new PeerFlow(flow, nextIndex, inflightCount);
    }

    boolean isWindowOpen() {
        return inflightCount < inflightLast.length;
    }

    boolean hasInflight() {
        return inflightCount > 0;
    }

    /** An append that ends at {@code lastIndex} was sent ahead of any answer. */
    void sent(long lastIndex) {
        inflightLast[(inflightHead + inflightCount++) % inflightLast.length] = lastIndex;
        nextIndex = lastIndex + 1;
    }

    /** @param round the newest that has begun */
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
