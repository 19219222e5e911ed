package io.dengine.server.call;

/** For how long the present frame has been arriving. Owned by the event loop of its connection. */
final class FrameTimer {
    private boolean running;
    private long begunNanos;

    /** @param partial whether a frame has begun and not ended */
    void looked(boolean partial) {
        if (partial && !running) {
            begunNanos = System.nanoTime();
        }
        running = partial;
    }

    /** 0 if none arrives. */
    long nanos(long now) {
        return running ? now - begunNanos : 0;
    }
}
