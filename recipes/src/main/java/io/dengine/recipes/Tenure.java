package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.Lease;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Subscription;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One lease, and the time until which it is certainly alive.
 *
 * <p>It is renewed here rather than by {@link Lease#keepAlive}, because the guarantee depends on when the last
 * successful renewal was <em>sent</em>: from then on the cluster keeps the lease alive for at least its TTL. A holder
 * may rely only on {@link Lease#certainTtl}, measured by this machine's clock, however long its process was paused
 * since.
 */
final class Tenure {
    private static final int RENEWALS_A_TTL = 3;
    private static final int ATTEMPTS_A_TTL = 12;

    private final Lease lease;
    private final long ttlNanos;
    private final long certainNanos;
    private final AtomicLong seenRevision;
    private final AtomicLong keys = new AtomicLong();
    private final Set<Runnable> mourners = ConcurrentHashMap.newKeySet();
    private volatile boolean over;
    // Guarded by this.
    private long validUntilNanos;
    private long lastSentNanos;
    private boolean kept;
    private @Nullable Subscription nextRenewal;
    private @Nullable Subscription end;

    private Tenure(Lease lease, Duration ttl, long sentNanos, long seenRevision) {
        this.lease = lease;
        this.ttlNanos = Waiting.nanos(ttl);
        this.certainNanos = lease.certainTtl().toNanos();
        this.seenRevision = new AtomicLong(seenRevision);
        this.lastSentNanos = sentNanos;
        this.validUntilNanos = sentNanos + certainNanos;
        var unused = lease.lost().thenRun(this::lose);
    }

    /** Requests a lease. It is renewed only after {@link #keep}. */
    static CompletableFuture<Tenure> begin(AsyncClient client, Duration ttl) {
        long sentNanos = System.nanoTime();
        CompletableFuture<Lease> grant = client.grantLease(ttl).exceptionallyCompose(Tenure::granted);
        return grant.thenCombine(seenRevision(client), (lease, seen) -> new Tenure(lease, ttl, sentNanos, seen));
    }

    /**
     * Maps an unknown outcome to Unavailable: the caller need not know about a lease that may exist but has no keys.
     */
    private static CompletableFuture<Lease> granted(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        return CompletableFuture.failedFuture(
                cause instanceof EngineException.OutcomeUnknown
                        ? new EngineException.Unavailable("No lease was granted in time, so nothing was taken and"
                                + " nothing is held. Try again once the cluster has a leader.")
                        : cause);
    }

    /** Reads a recent revision from any node, or 0 if that fails: it only saves work later. */
    private static CompletableFuture<Long> seenRevision(AsyncClient client) {
        RangeQuery any = RangeQuery.of(KeyRange.single(Bytes.EMPTY)).keysOnly();
        return client.range(any, ReadOptions.EVENTUAL)
                .handle((rows, failure) -> failure == null ? rows.revision() : 0L);
    }

    long leaseId() {
        return lease.id();
    }

    /** Returns a name that no other key of this cluster has or had. */
    String nextName() {
        return Long.toHexString(lease.id()) + "-" + keys.incrementAndGet();
    }

    /** Returns the newest revision seen. Keys created from now on have a later one. */
    long seenRevision() {
        return seenRevision.get();
    }

    void saw(long revision) {
        seenRevision.accumulateAndGet(revision, Math::max);
    }

    /**
     * Returns true if the lease is certainly still alive. Once false, it stays false: a renewal that is being handled
     * extends either the time that this sees, or nothing.
     */
    synchronized boolean isAlive() {
        return !over && System.nanoTime() - validUntilNanos < 0;
    }

    /** Returns true if the lease is certainly alive for at least the TTL divided by {@code part}. */
    synchronized boolean isAliveForPart(int part) {
        return !over && System.nanoTime() - validUntilNanos < -ttlNanos / part;
    }

    /**
     * Runs {@code mourner} when the lease is lost, on a thread of the client or the timer's thread; at once if it is
     * lost already.
     */
    void onLoss(Runnable mourner) {
        mourners.add(mourner);
        if (over && mourners.remove(mourner)) {
            mourner.run();
        }
    }

    void forget(Runnable mourner) {
        mourners.remove(mourner);
    }

    // ---- renewals

    /** Starts renewing the lease. */
    synchronized void keep() {
        if (!kept) {
            kept = true;
            scheduleRenewal(lastSentNanos + ttlNanos / RENEWALS_A_TTL - System.nanoTime());
            scheduleEnd();
        }
    }

    /** Stops renewing the lease. It then expires without notifying the callbacks. */
    synchronized void rest() {
        kept = false;
        cancel(nextRenewal);
        cancel(end);
    }

    private synchronized void scheduleRenewal(long nanos) {
        cancel(nextRenewal);
        if (kept && !over) {
            nextRenewal = Timer.after(nanos, this::renew);
        }
    }

    private synchronized void scheduleEnd() {
        cancel(end);
        if (kept && !over) {
            end = Timer.after(validUntilNanos - System.nanoTime(), this::checkEnd);
        }
    }

    private void checkEnd() {
        if (isAlive()) {
            scheduleEnd();
        } else {
            lose();
        }
    }

    private void renew() {
        if (!isAlive()) {
            lose();
            return;
        }
        long sentNanos = System.nanoTime();
        synchronized (this) {
            lastSentNanos = sentNanos;
        }
        scheduleRenewal(ttlNanos / RENEWALS_A_TTL);
        var unused = lease.renew().whenComplete((nothing, failure) -> {
            if (failure == null) {
                renewed(sentNanos);
            } else {
                notRenewed(Failures.cause(failure));
            }
        });
    }

    /**
     * Handles a successful renewal. An answer that arrives after the guaranteed time is ignored, because callers may
     * already have been told that the lease is over.
     */
    private void renewed(long sentNanos) {
        synchronized (this) {
            if (isAlive()) {
                validUntilNanos = Math.max(validUntilNanos - sentNanos, certainNanos) + sentNanos;
                return;
            }
        }
        lose();
    }

    private void notRenewed(Throwable cause) {
        if (Failures.mayPass(cause)) {
            scheduleRenewal(ttlNanos / ATTEMPTS_A_TTL);
        } else {
            lose();
        }
    }

    // ---- the end

    /**
     * Ends the lease when it is lost or its state is unknown. Revokes it, which removes its keys soon if the cluster is
     * available.
     */
    void lose() {
        if (finish()) {
            lease.close();
            for (Runnable mourner : List.copyOf(mourners)) {
                if (mourners.remove(mourner)) {
                    mourner.run();
                }
            }
        }
    }

    private synchronized boolean finish() {
        boolean first = !over;
        over = true;
        cancel(nextRenewal);
        cancel(end);
        return first;
    }

    private static void cancel(@Nullable Subscription task) {
        if (task != null) {
            task.close();
        }
    }
}
