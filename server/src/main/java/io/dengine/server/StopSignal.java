package io.dengine.server;

import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Converts SIGTERM, SIGINT and SIGHUP to a request to stop.
 *
 * <p>A shutdown hook is not used: the exit code could then not distinguish a clean stop from a death by signal, and the
 * hooks of profilers would run during the node's shutdown instead of after it.
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
                // A user at a terminal asks a second time, so exit at once. Acknowledged writes are on disk.
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
            }
        });
        return stop;
    }

    /** Returns a future that completes with the name of the signal. */
    CompletableFuture<String> requested() {
        return requested;
    }
}
