package io.dengine.core.protocol;

/**
 * The progress of a learner toward the end of the log (Raft dissertation, §4.2.1), measured in rounds. A round ends
 * when the learner holds what the log held at its start, and has echoed a message that was sent after it. A learner is
 * ready to become a voter when the last rounds were shorter than an election timeout: then it does not delay a commit
 * that needs it.
 */
final class CatchUp {
    private static final int QUICK_ROUNDS = 2;

    private long targetIndex;
    private long startedNanos;
    private long afterRound;
    private int quickRounds;

    CatchUp(long targetIndex, long nowNanos) {
        this.targetIndex = targetIndex;
        this.startedNanos = nowNanos;
    }

    /**
     * Updates the progress of the learner. Called with each tick, so that a round is never measured as shorter than it
     * was.
     *
     * @param limitNanos a longer round is not quick
     */
    void observe(Peer peer, long lastIndex, long leaderRound, long nowNanos, long limitNanos) {
        boolean quick = nowNanos - startedNanos < limitNanos;
        if (!quick) {
            quickRounds = 0; // whether or not the round has ended by now
        }
        if (peer.matchIndex >= targetIndex && peer.ackedRound > afterRound) {
            quickRounds += quick ? 1 : 0;
            targetIndex = lastIndex;
            startedNanos = nowNanos;
            afterRound = leaderRound;
        }
    }

    boolean isDone() {
        return quickRounds >= QUICK_ROUNDS;
    }
}
