package io.dengine.wal;

import java.io.IOException;

/**
 * The state in memory and on disk, which are the same whenever no write is under way. Used by the owner of the log, and
 * by a sync for a hint; the monitor keeps their writes apart.
 */
final class StateStore {
    private final StateFile file;
    private final Failure failure;
    private StoredState state;

    /** The boot that the next write names. */
    private volatile String bootId;

    StateStore(StateFile file, StoredState state, Failure failure) {
        this.file = file;
        this.state = state;
        this.failure = failure;
        this.bootId = state.bootId();
    }

    /** From the next write on, the state was last used in this boot. */
    void enterBoot(String newBootId) {
        bootId = newBootId;
    }

    synchronized StoredState state() {
        return state;
    }

    /** Whether the next write names this boot. Any thread. */
    boolean inBoot(String otherBootId) {
        return bootId.equals(otherBootId);
    }

    /** Changes the state; the new one is durable when this returns. */
    synchronized void change(Change change) throws IOException {
        StoredState next = change.of(state).inBoot(bootId);
        try {
            file.write(next);
        } catch (IOException e) {
            throw failure.latch(e);
        }
        state = next;
    }

    /**
     * Takes back that what was written in this boot is there, after a failure. The same slot as that of a write that
     * failed is written, so the other one keeps the last state that was certain.
     */
    synchronized void distrust() {
        bootId = StoredState.NO_BOOT;
        try {
            file.write(state.next().inBoot(bootId));
        } catch (IOException e) {
            // The disk has failed once, and the log stops anyway. The system's memory knows.
        }
    }

    synchronized void close() throws IOException {
        file.close();
    }

    /** Makes the next state from this one. */
    interface Change {
        StoredState of(StoredState current);
    }
}
