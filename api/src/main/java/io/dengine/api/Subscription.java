package io.dengine.api;

/** Something that a listener is told of, until it is closed. Any thread closes it, any number of times. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
