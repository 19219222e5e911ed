package io.dengine.kv.store;

import java.io.IOException;

/** Where the tables of a store come from: the one in force, and others that may replace it. Owned by the writer. */
public interface KeyTables extends AutoCloseable {
    /** The table in force, with what an earlier life left there. Called once. */
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
