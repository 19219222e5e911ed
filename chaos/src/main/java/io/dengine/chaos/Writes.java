package io.dengine.chaos;

/** How the writes of the load travel, and to whom. */
interface Writes {
    /** What becomes of a write. Exactly one of these is called, once, by any thread. */
    interface Listener {
        /** @param revision at which it was made, or 0 if the answer does not say */
        void acknowledged(int byNode, long revision);

        /** It may have been made or not. */
        void failed(String reason);
    }

    /** A write under way. */
    interface Call {
        int nodeId();

        /** Does nothing if it has ended. */
        void cancel(String reason);
    }

    Call begin(int client, int sequence, Listener listener);

    /** Whether calls to any node but the leader are of no use. */
    boolean needLeader();

    /** How long a client waits after a failure. */
    long retryMillis();
}
