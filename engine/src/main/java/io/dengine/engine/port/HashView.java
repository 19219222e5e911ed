package io.dengine.engine.port;

/** The state of a state machine at one index, to be hashed. One thread at a time uses it, and closes it. */
public interface HashView extends AutoCloseable {
    /** Returns the index of the last applied entry that is part of it. */
    long appliedIndex();

    /**
     * Returns the value that {@link StateMachine#stateHash} had at that index. May take as long as reading the whole
     * state.
     */
    long hash();

    /** Releases what the state machine kept for this view. */
    @Override
    void close();

    /**
     * Returns a view that hashes the bytes of a state, however they are divided into parts; closes {@code parts} when
     * it is closed.
     */
    static HashView ofParts(StateView parts) {
        return new PartsHash(parts);
    }

    /** Returns a view of a known hash. */
    static HashView of(long appliedIndex, long hash) {
        return new HashView() {
            @Override
            public long appliedIndex() {
                return appliedIndex;
            }

            @Override
            public long hash() {
                return hash;
            }

            @Override
            public void close() {
                // nothing was kept
            }
        };
    }
}
