package io.dengine.kv.store;

import java.io.IOException;
import java.nio.file.Path;

/** Where the tables of a store come from: the one in force, and others that may replace it. Owned by the writer. */
public interface KeyTables extends AutoCloseable {
    /** Where a node keeps its keys. */
    interface Opener {
        /** In memory. */
        Opener MEMORY = new Opener() {
            @Override
            public KeyTables open(Path directory, KvConfig config) {
                return new MemoryTables(config);
            }

            @Override
            public boolean isLasting() {
                return false;
            }
        };

        /**
         * The tables of one node.
         *
         * @param directory for what outlives the process; nobody else uses it, and it need not be there
         */
        KeyTables open(Path directory, KvConfig config) throws IOException;

        /** Whether anything outlives the process. */
        boolean isLasting();
    }

    /**
     * The table in force, with what an earlier life left there. Called once, and once more if that table turns out to
     * be {@linkplain DamagedTableException damaged}: then it is empty.
     */
    KeyTable open() throws IOException;

    /** An empty table at {@code revision} beside the one in force. Gone after a restart unless it was adopted. */
    KeyTable create(long revision) throws IOException;

    /** Puts a table that was created in force instead of the present one: after a crash it is the one or the other. */
    void adopt(KeyTable created) throws IOException;

    /** Closes and forgets a table that was created and not adopted. */
    void discard(KeyTable created);

    /** Whether writing takes microseconds, as it does in memory. */
    boolean isBrief();

    /** Closes what the tables share. The tables are closed before. */
    @Override
    void close();
}
