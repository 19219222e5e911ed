package io.dengine.api;

/** A listener registration; {@link #close} stops the callbacks. Any thread may close it, any number of times. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
