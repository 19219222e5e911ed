package io.dengine.node;

import io.dengine.core.membership.Configuration;
import java.io.IOException;
import java.util.List;

/** Where a member's log comes from. Closed only if the member does not start: later its node closes the log. */
public interface LogSource extends AutoCloseable {
    /** The log, not recovered yet. */
    NodeLog open() throws IOException;

    /**
     * What a damaged log says about who votes: the configurations one of which is in force. Nothing is changed.
     *
     * @throws IOException {@code why} if this log is for its owner to mend
     */
    List<Configuration> mayBeInForce(IOException why) throws IOException;

    /**
     * Sets aside what cannot be used of a damaged log; the next one that is opened knows that it lacks something.
     *
     * @param stateIsLost whether the state that the log leads on from is lost, so that no entry can be used
     * @return the names under which files were set aside
     */
    List<String> setAside(boolean stateIsLost) throws IOException;

    @Override
    void close() throws IOException;
}
