package io.dengine.engine.port;

/**
 * Threads that bring work to a node and can do it themselves: a message that an event loop has just read is handled by
 * that event loop, and its answer written, without waking any other thread.
 */
@FunctionalInterface
public interface Carrier {
    /** Carries nothing: every stage works on its own thread. */
    Carrier NONE = work -> false;

    /**
     * Has {@code work} run by the calling thread, once that has dealt with everything that it has received so far, so
     * that what came together is handled together. The work is short and never blocks.
     *
     * @return false if the calling thread is not one that carries work; nothing happens then
     */
    boolean carry(Runnable work);
}
