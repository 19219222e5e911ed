package io.dengine.engine.port;

/**
 * Threads that bring work to a node and can execute it themselves: the event loop that has just read a message handles
 * it and writes its answer, without waking any other thread.
 */
@FunctionalInterface
public interface Carrier {
    /** Carries nothing: every stage works on its own thread. */
    Carrier NONE = work -> false;

    /**
     * Runs {@code work} on the calling thread, once that thread has dealt with everything that it has received so far,
     * so that what arrived together is handled together. The work is short and never blocks.
     *
     * @return false if the calling thread is not one that carries work; then nothing happens
     */
    boolean carry(Runnable work);
}
