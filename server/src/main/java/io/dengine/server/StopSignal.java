package io.dengine.server;

import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns SIGTERM, SIGINT and SIGHUP into a request to stop.
 *
 * <p>A shutdown hook would do, but then the exit code could not tell a clean stop from a death by signal, and the hooks
 * of profilers would run beside the node's own end instead of after it.
 */
final class StopSignal {
    private final CompletableFuture<String> requested = new CompletableFuture<>();

    static StopSignal install() {
        StopSignal stop = new StopSignal();
        Signal.handle(new Signal("TERM"), signal -> stop.requested.complete("SIGTERM"));
        SignalHandler before = Signal.handle(new Signal("HUP"), signal -> stop.requested.complete("SIGHUP"));
        if (before.equals(SignalHandler.SIG_IGN)) {
            Signal.handle(new Signal("HUP"), before); // as nohup asked for
        }
        Signal.handle(new Signal("INT"), signal -> {
            if (!stop.requested.complete("SIGINT")) {
                // Someone at a terminal asks again: the node is too slow for them. Acknowledged writes are on disk.
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
            }
        });
        return stop;
    }

    /** Completes with the name of the signal. */
    CompletableFuture<String> requested() {
        return requested;
    }
}
