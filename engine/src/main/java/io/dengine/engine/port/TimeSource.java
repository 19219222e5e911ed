package io.dengine.engine.port;

/** The clocks. The only place where the node learns what time it is. */
public interface TimeSource {
    /** Monotonic nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** Wall clock, milliseconds since the epoch. May jump. */
    long wallMillis();

    /** The clocks of this machine. */
    static TimeSource system() {
        return new TimeSource() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }
        };
    }
}
