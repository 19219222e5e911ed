package io.dengine.client.remote;

import io.dengine.bytes.Bytes;

/** The network of a client that runs in a simulation: streams of bytes, as sockets are. One thread. */
public interface DrivenNetwork {
    /**
     * Dials an address.
     *
     * @param end hears what becomes of it, not before this call returns
     */
    Stream dial(String host, int port, End end);

    /** The client's end of a connection, or of the attempt to get one. */
    interface Stream {
        /** Sends bytes, or loses them if the connection has ended. */
        void send(Bytes bytes);

        /** Ends it; its other end is told, and this one hears nothing any more. */
        void close();
    }

    /** Hears what comes by a stream: first that it is connected or that it has ended, in the end that it has. */
    interface End {
        void connected();

        /** Bytes in the order in which they were sent; where they are cut means nothing. */
        void received(Bytes bytes);

        void ended(String why);
    }
}
