package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Lease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a process holds under one lease: locks, permits, leaderships, places in line, claims. All of it ends when the
 * process does, a TTL later at most.
 *
 * <p>Every recipe makes a session of its own if it is given a client. A session that several recipes share saves
 * leases and their renewals, and sets the TTL:
 *
 * <pre>{@code
 *   try (Session session = Session.open(client, Duration.ofSeconds(5))) {
 *       Lock lock = Lock.of(session, "jobs/nightly");
 *       ...
 *   }
 * }</pre>
 *
 * <p>The lease is granted when it is needed first, and renewed three times a TTL while anything is held or waited for.
 * If it is lost, everything held under it is lost; what is taken after that is held under another. Safe for use by any
 * thread. It must be closed before its client.
 */
public final class Session implements AutoCloseable {
    /** The TTL unless another is chosen: long enough for a failover, short enough to wait for. */
    public static final Duration STANDARD_TTL = Duration.ofSeconds(10);

    private static final Duration SHORTEST_TTL = Duration.ofMillis(100);

    private final AsyncClient client;
    private final Duration ttl;
    // Guarded by this.
    private @Nullable Term term;
    private boolean closed;

    private Session(AsyncClient client, Duration ttl) {
        this.client = client;
        this.ttl = ttl;
    }

    /** A session with {@link #STANDARD_TTL}. Asks the cluster for nothing yet. */
    public static Session open(Client client) {
        return open(client, STANDARD_TTL);
    }

    /**
     * A session. Asks the cluster for nothing yet.
     *
     * @param ttl for how long what a dead process held stays taken, and how long the cluster may be out of reach before
     *     a living one loses what it holds; from 100 ms. A failover should fit in
     */
    public static Session open(Client client, Duration ttl) {
        if (ttl.compareTo(SHORTEST_TTL) < 0) {
            throw new IllegalArgumentException(
                    "the TTL of a session must be at least " + SHORTEST_TTL.toMillis() + " ms but is " + ttl);
        }
        return new Session(client.async(), ttl);
    }

    /** For how long what a dead process held stays taken. */
    public Duration ttl() {
        return ttl;
    }

    AsyncClient client() {
        return client;
    }

    /** One lease, from the moment it is asked for, and how many use it. */
    private static final class Term {
        private final CompletableFuture<Tenure> opening;
        private int users;

        Term(CompletableFuture<Tenure> opening) {
            this.opening = opening;
        }

        /** A lease that nobody used meanwhile was not renewed, and should not be about to end. */
        boolean isUsable() {
            if (!opening.isDone()) {
                return true;
            }
            if (opening.isCompletedExceptionally()) {
                return false;
            }
            Tenure tenure = opening.join();
            return users > 0 ? tenure.isAlive() : tenure.isAliveForPart(2);
        }
    }

    /** A part in the session's lease. Whoever gets it leaves it, once. */
    final class Stay {
        private final Term term;
        private final Tenure tenure;

        private Stay(Term term, Tenure tenure) {
            this.term = term;
            this.tenure = tenure;
        }

        Tenure tenure() {
            return tenure;
        }

        AsyncClient client() {
            return client;
        }

        /** Nothing is held under it any more. */
        void leave() {
            Session.this.leave(term);
        }

        /** Removes {@code key}, goes on trying as long as that takes, and leaves then. */
        CompletableFuture<Void> leave(OwnedKey key) {
            return key.remove().whenComplete((nothing, failure) -> leave());
        }
    }

    CompletableFuture<Stay> enter() {
        Term entered;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new EngineException.Closed(
                        "The session was closed, so nothing can be taken in it: open another one."));
            }
            Term present = term;
            if (present == null || !present.isUsable()) {
                present = new Term(Tenure.begin(client, ttl));
                term = present;
            }
            present.users++;
            entered = present;
        }
        return entered.opening.thenApply(tenure -> stay(entered, tenure));
    }

    private synchronized Stay stay(Term entered, Tenure tenure) {
        if (closed) {
            tenure.lose();
        } else {
            tenure.keep();
        }
        return new Stay(entered, tenure);
    }

    private synchronized void leave(Term left) {
        left.users--;
        if (left.users == 0) {
            left.opening.join().rest();
        }
    }

    /**
     * Ends everything that is held in it, at once, and everything that is waited for in it. The cluster is told without
     * waiting for the answer; if it cannot be told, its part ends with {@link Lease} and TTL.
     */
    @Override
    public void close() {
        Term last;
        synchronized (this) {
            closed = true;
            last = term;
            term = null;
        }
        if (last != null) {
            var unused = last.opening.thenAccept(Tenure::lose);
        }
    }
}
