package io.dengine.wal;

import java.io.IOException;

/**
 * The state in memory and on disk, which are the same whenever no write is in progress. Used by the owner of the log,
 * and by a sync for a hint; the monitor separates their writes.
 */
final class StateStore {
    private final StateFile file;
    private final Failure failure;
    private StoredState state;

    /** The boot id that the next write stores. */
    private volatile String bootId;

    StateStore(StateFile file, StoredState state, Failure failure) {
        this.file = file;
        this.state = state;
        this.failure = failure;
        this.bootId = state.bootId();
    }

    /** Sets the boot in which, from the next write on, the state was last used. */
    void enterBoot(String newBootId) {
        bootId = newBootId;
    }

    synchronized StoredState state() {
        return state;
    }

    /** Returns whether the next write stores this boot id. Any thread. */
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
     * Records, after a failure, that what was written in this boot may be missing. It writes to the same slot as the
     * write that failed, so the other slot keeps the last state that was certain.
     */
    synchronized void distrust() {
        bootId = StoredState.NO_BOOT;
        try {
            file.write(state.next().inBoot(bootId));
        } catch (IOException e) {
            // The disk has failed already, and the log stops anyway. The system's memory has the record.
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
