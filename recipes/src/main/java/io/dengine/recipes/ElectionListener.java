package io.dengine.recipes;

/**
 * Is told when a candidate leads, and when it does not any more. Called by one thread, which is the candidacy's own;
 * what it throws is logged, and ends the leadership if {@link #elected} threw it.
 */
public interface ElectionListener {
    /**
     * The candidate leads. It goes on leading after this returns, until the leadership is lost or closed. So this may
     * return at once, or do the leader's work: the thread is interrupted if the leadership ends meanwhile, and should
     * return then.
     */
    void elected(Leadership leadership) throws Exception;

    /**
     * The leadership of the last {@link #elected} is over: lost, resigned, or the candidacy was closed. Called after
     * {@link #elected} has returned; {@link Leadership#lost} tells it earlier.
     */
    void lost(Leadership leadership) throws Exception;
}
