package io.dengine.node.start;

import io.dengine.core.membership.Configuration;
import java.io.IOException;
import java.util.List;

/** The source of a member's log. Closed only if the member does not start: later its node closes the log. */
public interface LogSource extends AutoCloseable {
    /** Returns the log, not recovered yet. */
    NodeLog open() throws IOException;

    /**
     * Returns the configurations one of which is in force, as far as a damaged log shows. Nothing is changed.
     *
     * @throws IOException {@code why} if the owner of this log must repair it
     */
    List<Configuration> mayBeInForce(IOException why) throws IOException;

    /**
     * Sets aside what cannot be used of a damaged log; the next one that is opened knows that entries may be missing.
     *
     * @param stateIsLost whether the state from which the log continues is lost, so that no entry can be used
     * @return the names under which files were set aside
     */
    List<String> setAside(boolean stateIsLost) throws IOException;

    @Override
    void close() throws IOException;
}
