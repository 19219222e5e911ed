package io.dengine.chaos;

/** The protocol of the load's writes, and the choice of the node for each. */
interface Writes {
    /** Receives the outcome of a write. Exactly one method is called, once, on any thread. */
    interface Listener {
        /** @param revision the revision of the write, or 0 if the answer has none */
        void acknowledged(int byNode, long revision);

        /** Reports a failure. The write may or may not have been applied. */
        void failed(String reason);
    }

    /** A write in flight. */
    interface Call {
        int nodeId();

        /** Cancels the call. No effect if it has ended. */
        void cancel(String reason);
    }

    Call begin(int client, int sequence, Listener listener);

    /** Returns whether only the leader accepts calls. */
    boolean needLeader();

    /** Returns the pause of a client after a failure, in milliseconds. */
    long retryMillis();
}
