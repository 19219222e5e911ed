package io.dengine.kv.store;

import io.dengine.kv.memory.MemoryTables;
import java.io.IOException;
import java.nio.file.Path;

/** The tables of a store: the one in force, and others that may replace it. Owned by the writer. */
public interface KeyTables extends AutoCloseable {
    /** Opens the tables of a node. */
    interface Opener {
        /** Opens tables in memory. */
        Opener MEMORY = MemoryTables.OPENER;

        /**
         * Opens the tables of one node.
         *
         * @param directory for files that outlive the process; no other code uses it, and it need not exist
         */
        KeyTables open(Path directory, KvConfig config) throws IOException;

        /** Returns whether the tables outlive the process. */
        boolean isLasting();
    }

    /**
     * Opens the table in force, with the content that an earlier run left there. Called once, and a second time if that
     * table turns out to be {@linkplain DamagedTableException damaged}: then it is empty.
     */
    KeyTable open() throws IOException;

    /**
     * Creates an empty table at {@code revision} beside the one in force. A restart removes it unless it was adopted.
     */
    KeyTable create(long revision) throws IOException;

    /** Replaces the table in force by a created one: after a crash it is the one or the other. */
    void adopt(KeyTable created) throws IOException;

    /** Closes and deletes a table that was created and not adopted. */
    void discard(KeyTable created);

    /** Returns whether a write takes microseconds, as it does in memory. */
    boolean isBrief();

    /** Closes what the tables share. The tables must have been closed before. */
    @Override
    void close();
}
