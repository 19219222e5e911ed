package io.dengine.recipes;

import io.dengine.api.EngineException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A candidate that campaigns again each time its leadership ends, until it is closed. Thread-safe. See {@link
 * LeaderElection#run}.
 */
public final class Candidacy implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Candidacy.class.getName());

    private final LeaderElection election;
    private final String value;
    private final ElectionListener listener;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    // Guarded by this.
    private @Nullable CompletableFuture<Leadership> campaign;
    private @Nullable Leadership leadership;
    private boolean isCalling;

    Candidacy(LeaderElection election, String value, ElectionListener listener) {
        this.election = election;
        this.value = value;
        this.listener = listener;
        this.thread = new Thread(this::run, "d-engine-election " + election.name());
        thread.setDaemon(true);
    }

    Candidacy start() {
        thread.start();
        return this;
    }

    /** Returns true if this candidate certainly leads now, see {@link Held#isHeld}. */
    public synchronized boolean isLeading() {
        return leadership != null && leadership.isHeld();
    }

    /**
     * Completes when no callback is running and none will run: some time after {@link #close}, or after the client was
     * closed.
     */
    public CompletableFuture<Void> stopped() {
        return stopped;
    }

    /**
     * Resigns, or withdraws the candidate. Interrupts a running callback and does not wait for it; see {@link
     * #stopped}.
     */
    @Override
    public void close() {
        closing.countDown();
        CompletableFuture<Leadership> waiting;
        Leadership leading;
        synchronized (this) {
            waiting = campaign;
            leading = leadership;
        }
        if (waiting != null) {
            waiting.cancel(true);
        }
        if (leading != null) {
            var unused = leading.release();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        try {
            standAgain();
        } finally {
            stopped.completeAsync(() -> null);
        }
    }

    private void standAgain() {
        int failures = 0;
        while (!isClosing()) {
            try {
                lead(campaign());
                failures = 0;
            } catch (EngineException.Closed e) {
                break;
            } catch (EngineException e) {
                failures++;
                LOG.log(Level.INFO, "No place among the candidates of {0}: {1} Trying again.", election.name(), e);
                rest(failures);
            } catch (InterruptedException | CancellationException e) {
                LOG.log(Level.DEBUG, "A campaign for {0} was given up", election.name());
            }
        }
    }

    private void rest(int failures) {
        try {
            boolean unused = closing.await(Timer.pauseNanos(failures), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "A pause was cut short");
        }
    }

    private Leadership campaign() throws InterruptedException {
        CompletableFuture<Leadership> begun = election.campaignAtOnce(value);
        synchronized (this) {
            campaign = begun;
        }
        if (isClosing()) {
            begun.cancel(true);
        }
        return Waiting.on(begun);
    }

    /** Leads until the leadership is over. Reports its end if its begin was reported. */
    void lead(Leadership won) {
        synchronized (this) {
            leadership = won;
        }
        if (isClosing()) {
            var unused = won.release();
            return;
        }
        var unused = won.over().thenRun(this::interruptCall);
        if (won.over().isDone()) {
            var gone = won.release();
        } else {
            leadReported(won);
        }
        synchronized (this) {
            leadership = null;
        }
    }

    /** Leads and reports both ends, even if the leadership ends before its begin is reported. */
    void leadReported(Leadership won) {
        if (!callElected(won)) {
            var unused = won.release();
        }
        // This wait always ends: an interrupt of this thread also ends the leadership.
        won.over().join();
        var last = won.release();
        try {
            listener.lost(won);
        } catch (Exception | Error e) {
            LOG.log(Level.WARNING, "The listener of " + election.name() + " failed when the leadership was over", e);
        }
    }

    /** Calls the listener and returns true if the leadership may continue. */
    private boolean callElected(Leadership won) {
        setCalling(true);
        if (won.over().isDone()) {
            Thread.currentThread().interrupt(); // its end found no call to interrupt
        }
        try {
            listener.elected(won);
            return true;
        } catch (InterruptedException e) {
            return false;
        } catch (Exception | Error e) {
            LOG.log(Level.WARNING, "The listener of " + election.name() + " failed when elected, and resigns", e);
            return false;
        } finally {
            setCalling(false);
            // An interrupt that was meant for the callback must not affect the code after it.
            boolean unused = Thread.interrupted();
        }
    }

    private synchronized void setCalling(boolean calling) {
        isCalling = calling;
    }

    private synchronized void interruptCall() {
        if (isCalling) {
            thread.interrupt();
        }
    }
}
