package io.dengine.engine.port;

import io.dengine.core.membership.Configuration;

/**
 * Connections to the other members. Best effort: messages to one peer arrive in order or not at all, and after a loss
 * {@link Receiver#disconnected} is called on at least one of the two sides.
 *
 * <p>{@link #send} may be called by any thread and never blocks; {@link Receiver} is called by the transport's threads
 * and must not block.
 */
public interface Transport extends AutoCloseable {
    /** Begins to listen and to connect. Called once, before anything else. */
    void start(Receiver receiver);

    /** Queues a message. Drops it silently if there is no connection or its queue is full. */
    void send(int to, PeerMessage message);

    /** Passes queued messages to the network. The caller batches by calling this once after many sends. */
    void flush();

    /** Sets the members to connect to; replaces the earlier ones. */
    void connectTo(Configuration configuration);

    @Override
    void close();

    /** Receives messages and connection events. */
    interface Receiver {
        void received(int from, PeerMessage message);

        /**
         * Reports that {@code peer} has proven the identity of its disk. Called before any message that it sends on the
         * same connection.
         */
        default void identified(int peer, long storageId) {}

        void connected(int peer);

        void disconnected(int peer);
    }
}
