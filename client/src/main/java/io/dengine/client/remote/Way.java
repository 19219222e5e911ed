package io.dengine.client.remote;

import java.time.Duration;

/**
 * Dials one address, reads what arrives, and dials again.
 *
 * <pre>
 *   dial --welcomed--> serve until the end --> pause --> dial ...
 *    '---------- failed ------------------------^
 *    '-- this node is connected already --> rest until it is not
 * </pre>
 */
interface Way {
    void start();

    /** Ends a pause or a rest now. Any thread. */
    void wake();

    /** Ends the way permanently, including its connection. Any thread. */
    void close();

    /** Waits for its thread to end, if it has one and the caller does not run on it. */
    void join(Duration timeout) throws InterruptedException;
}
