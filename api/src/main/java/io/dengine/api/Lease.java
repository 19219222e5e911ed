package io.dengine.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A key lease: keys attached to it are deleted when it ends, which it does after its TTL unless it is renewed. Time is
 * the cluster's own replicated clock: a lease may end late, for instance while a new leader is elected, but never
 * early.
 *
 * <p>A lease alone is not a lock: a holder that was paused may believe that it still has the lease after it ended.
 * Where that matters, pass the revision of what was written under the lease to the protected resource as a fencing
 * token.
 *
 * <p>Any thread may call any method. Futures fail with {@link EngineException}.
 */
public interface Lease extends AutoCloseable {
    /** Returns the id; positive, and unique in the cluster. */
    long id();

    /** Returns the time for which each grant or renewal lasts. */
    Duration ttl();

    /**
     * Returns the time for which the holder may rely on the lease after it sent a grant or a renewal, by the clock of
     * this machine. It is less than {@link #ttl} because the cluster's clock may run faster than this one, within the
     * clock drift that its nodes assume.
     */
    Duration certainTtl();

    /** Renews the lease once. Fails with {@link EngineException.LeaseNotFound} if the lease has ended. */
    CompletableFuture<Void> renew();

    /**
     * Starts renewing the lease in the background, three times per TTL, until it is closed, revoked or lost. Further
     * calls have no effect.
     *
     * @return this lease
     */
    Lease keepAlive();

    /**
     * Returns a future that completes when this lease has ended or may have ended: the cluster reported it; or, while
     * it is kept alive, no renewal has succeeded for {@link #certainTtl}; or the client was closed, so that nothing
     * renews the lease any more. It does not complete after {@link #close} or {@link #revoke}, since the caller ended
     * the lease itself. It never completes exceptionally.
     */
    CompletableFuture<Void> lost();

    /**
     * Returns the time until the lease ends if it is not renewed, by the cluster's clock. Fails with
     * {@link EngineException.LeaseNotFound} if the lease has ended.
     */
    CompletableFuture<Duration> remaining();

    /** Ends the lease and deletes its keys, all at one revision. Succeeds as well if the lease has ended already. */
    CompletableFuture<Void> revoke();

    /**
     * Stops renewing the lease and revokes it without waiting for the response. If the revocation fails, the lease ends
     * after its TTL. After the client was closed, only stops renewing.
     */
    @Override
    void close();
}
