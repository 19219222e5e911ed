package io.dengine.engine.port;

/** The clocks. The node reads the time only here. */
public interface TimeSource {
    /** Returns monotonic nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** Returns the wall clock, in milliseconds since the epoch. May jump. */
    long wallMillis();

    /** Returns the clocks of this machine. */
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
