package io.dengine.embedded;

import java.io.IOException;

/** Where a member's log comes from. Closed only if the member does not start: later its node closes the log. */
interface LogSource extends AutoCloseable {
    /** The log, not recovered yet. */
    NodeLog open() throws IOException;

    /**
     * Gives up a log that cannot be used, where others hold what was in it: the next one that is opened is empty, and
     * knows that it lacks something.
     *
     * @throws IOException {@code why} if that is not possible
     */
    void giveUp(IOException why) throws IOException;

    @Override
    void close() throws IOException;
}
