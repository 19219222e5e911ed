package io.dengine.recipes;

/**
 * Callbacks of a {@link Candidacy}. All calls come from one thread, which belongs to the candidacy. Exceptions and
 * errors are logged, except an {@link InterruptedException} from {@link #elected}; any of them from {@link #elected}
 * also ends the leadership.
 */
public interface ElectionListener {
    /**
     * Called when the candidate has become the leader. The leadership continues after this method returns, until it is
     * lost or closed. So the method may return at once, or do the leader's work itself: its thread is interrupted when
     * the leadership ends, and the method should return then. An {@link InterruptedException} from it ends the
     * leadership.
     */
    void elected(Leadership leadership) throws Exception;

    /**
     * Called when the leadership of the last {@link #elected} has ended: it was lost, resigned, or the candidacy was
     * closed. The call comes after {@link #elected} has returned; {@link Leadership#lost} reports a loss earlier.
     */
    void lost(Leadership leadership) throws Exception;
}
