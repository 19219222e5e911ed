package io.dengine.client.remote;

import java.time.Duration;

/**
 * Who dials one address, reads what comes, and dials again.
 *
 * <pre>
 *   dial --welcomed--> serve until the end --> pause --> dial ...
 *    '---------- failed ------------------------^
 *    '-- this node is connected already --> rest until it is not
 * </pre>
 */
interface Way {
    void start();

    /** Has a pause or a rest end now. Any thread. */
    void wake();

    /** Ends it for good, and with it the connection. Any thread. */
    void close();

    /** Waits for the end of its thread, if it has one and the caller is not on it. */
    void join(Duration timeout) throws InterruptedException;
}
