package io.dengine.client.remote;

import io.dengine.bytes.Bytes;

/** The network of a client in a simulation: byte streams, like sockets. One thread. */
public interface DrivenNetwork {
    /**
     * Connects to an address.
     *
     * @param end receives the events of the stream, not before this call returns
     */
    Stream dial(String host, int port, End end);

    /** The client's end of a connection, or of an attempt to connect. */
    interface Stream {
        /** Sends bytes. They are lost if the connection has ended. */
        void send(Bytes bytes);

        /** Ends the stream; the other end is notified, and this one receives no more events. */
        void close();
    }

    /** Receives the events of a stream: first that it is connected or has ended, and finally that it has ended. */
    interface End {
        void connected();

        /** Receives bytes in the order in which they were sent; the boundaries have no meaning. */
        void received(Bytes bytes);

        void ended(String why);
    }
}
