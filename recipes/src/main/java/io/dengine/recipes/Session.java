package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Lease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A process's share of the recipes under one lease: its locks, permits, leaderships, places in line and claims. All of
 * them end when the process dies, at most one TTL later.
 *
 * <p>A recipe that is given a client opens a session of its own. A session that several recipes share saves leases and
 * renewals, and sets the TTL:
 *
 * <pre>{@code
 *   try (Session session = Session.open(client, Duration.ofSeconds(5))) {
 *       Lock lock = Lock.of(session, "jobs/nightly");
 *       ...
 *   }
 * }</pre>
 *
 * <p>The lease is granted when it is first needed, and renewed three times per TTL while anything is held or waited
 * for. If the lease is lost, everything held under it is lost; later acquisitions use a new lease. Thread-safe. A
 * session must be closed before its client.
 */
public final class Session implements AutoCloseable {
    /** The default TTL: long enough for a failover, short enough to wait for. */
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

    /** Opens a session with {@link #STANDARD_TTL}. Sends no request yet. */
    public static Session open(Client client) {
        return open(client, STANDARD_TTL);
    }

    /**
     * Opens a session. Sends no request yet.
     *
     * @param ttl how long the keys of a dead process stay taken, and how long the cluster may be unavailable before a
     *     living process loses what it holds; at least 100 ms. It should be longer than a failover
     */
    public static Session open(Client client, Duration ttl) {
        if (ttl.compareTo(SHORTEST_TTL) < 0) {
            throw new IllegalArgumentException(
                    "the TTL of a session must be at least " + SHORTEST_TTL.toMillis() + " ms but is " + ttl);
        }
        return new Session(client.async(), ttl);
    }

    /** Returns how long the keys of a dead process stay taken. */
    public Duration ttl() {
        return ttl;
    }

    AsyncClient client() {
        return client;
    }

    /** One lease, from the moment it is requested, and the number of its users. */
    private static final class Term {
        private final CompletableFuture<Tenure> opening;
        private int users;

        Term(CompletableFuture<Tenure> opening) {
            this.opening = opening;
        }

        /**
         * Returns true if the lease can take new users. An unused lease was not renewed, so it must not be about to
         * expire.
         */
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

    /** A share in the session's lease. Its owner must leave it exactly once. */
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

        /** Ends this share: no key is held with it any more. */
        void leave() {
            Session.this.leave(term);
        }

        /** Removes {@code key}, retries as long as necessary, and then ends this share. */
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
     * Ends at once everything that is held or waited for in this session. The request to the cluster is sent without
     * waiting for the answer; if it does not arrive, the keys expire with the {@link Lease}.
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
