package io.dengine.transport;

/** A port that is bound, and can pass the connections of peers to a {@link CallerWatch} before it serves anything. */
public interface CallerPort {
    /** Passes the connections of peers to {@code watch}, until the port serves or the watch is closed. */
    void tellCallersTo(CallerWatch watch);

    /** Waits until all connections that were made by now have been noticed, however busy this machine is. */
    void awaitAccepted() throws InterruptedException;
}
