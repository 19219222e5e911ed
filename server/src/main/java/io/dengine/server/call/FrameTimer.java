package io.dengine.server.call;

/** Measures for how long the current frame has been arriving. Owned by the event loop of its connection. */
final class FrameTimer {
    private boolean running;
    private long begunNanos;

    /**
     * Notes the state of the input.
     *
     * @param partial whether a frame has begun and not ended
     */
    void looked(boolean partial) {
        if (partial && !running) {
            begunNanos = System.nanoTime();
        }
        running = partial;
    }

    /** Returns the time since the current frame began, or 0 if none is arriving. */
    long nanos(long now) {
        return running ? now - begunNanos : 0;
    }
}
