package io.dengine.engine.port;

/** The state of a state machine at one index, to be summed up. One thread at a time uses it, and closes it. */
public interface HashView extends AutoCloseable {
    /** The index of the last applied entry that is part of it. */
    long appliedIndex();

    /** What {@link StateMachine#stateHash} was there. May take as long as reading the whole state does. */
    long hash();

    /** Lets the state machine forget what it kept for this view. */
    @Override
    void close();

    /** The bytes of a state, whose parts may begin anywhere; closes the view when it is closed. */
    static HashView ofParts(StateView parts) {
        return new PartsHash(parts);
    }

    /** One that is known already. */
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
