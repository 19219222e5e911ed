package io.dengine.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A time that keys end with, unless it is renewed. Time is the cluster's own replicated clock: a lease may end late,
 * for instance while a new leader is elected, but never early.
 *
 * <p>A lease is not a lock by itself: who was paused may believe in it after its end. Where that matters, hand the
 * revision of what was written under it to whatever is protected (a fencing token).
 */
public interface Lease extends AutoCloseable {
    /** Positive; unique in the cluster. */
    long id();

    /** For how long it is granted or renewed each time. */
    Duration ttl();

    /**
     * For how long its holder may rely on it after a grant or a renewal was sent, by the clock of this machine. That is
     * less than {@link #ttl}, because the cluster's clock may run faster than this one, within the drift that its nodes
     * assume.
     */
    Duration certainTtl();

    /** Renews it once. Fails with {@link EngineException.LeaseNotFound} if it has ended. */
    CompletableFuture<Void> renew();

    /**
     * Renews it in the background from now on, three times in each period of its TTL, until it is closed or lost. Any
     * number of times.
     *
     * @return this lease
     */
    Lease keepAlive();

    /**
     * Completes when this lease is no more, or may be no more: the cluster says so; or, while it is kept alive, no
     * renewal has succeeded for {@link #certainTtl}; or the client was closed, so that it is renewed no more. Not after
     * {@link #close} or {@link #revoke}: who ends a lease knows of it. Never completes exceptionally.
     */
    CompletableFuture<Void> lost();

    /** For how long it would live from now on if nobody renewed it, as the cluster's clock sees it. */
    CompletableFuture<Duration> remaining();

    /** Ends it, and removes its keys, all in one change. Succeeds as well if it has ended already. */
    CompletableFuture<Void> revoke();

    /** Renews it no more, and revokes it without waiting for the answer. */
    @Override
    void close();
}
