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
 * One lease, and until when it certainly lives.
 *
 * <p>It is renewed here rather than by {@link Lease#keepAlive}, because what is known for certain depends on when the
 * last renewal that succeeded was <em>sent</em>: from then on the cluster lets the lease live for its TTL at least.
 * {@link Lease#certainTtl}, measured by this machine's clock, is all that a holder may rely on, however long its
 * process was paused since.
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
    private volatile long validUntilNanos;
    private volatile boolean over;
    // Guarded by this.
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

    /** Has a lease granted. It is renewed from {@link #keep} on. */
    static CompletableFuture<Tenure> begin(AsyncClient client, Duration ttl) {
        long sentNanos = System.nanoTime();
        CompletableFuture<Lease> grant = client.grantLease(ttl).exceptionallyCompose(Tenure::granted);
        return grant.thenCombine(seenRevision(client), (lease, seen) -> new Tenure(lease, ttl, sentNanos, seen));
    }

    /** A lease that may or may not exist, and that no key ends with, is nothing that a caller needs to know of. */
    private static CompletableFuture<Lease> granted(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        return CompletableFuture.failedFuture(
                cause instanceof EngineException.OutcomeUnknown
                        ? new EngineException.Unavailable("No lease was granted in time, so nothing was taken and"
                                + " nothing is held. Try again once the cluster has a leader.")
                        : cause);
    }

    /** Any node's revision will do, and none: it only saves work later. */
    private static CompletableFuture<Long> seenRevision(AsyncClient client) {
        RangeQuery any = RangeQuery.of(KeyRange.single(Bytes.EMPTY)).keysOnly();
        return client.range(any, ReadOptions.EVENTUAL)
                .handle((rows, failure) -> failure == null ? rows.revision() : 0L);
    }

    long leaseId() {
        return lease.id();
    }

    /** A name that no other key of this cluster has or had. */
    String nextName() {
        return Long.toHexString(lease.id()) + "-" + keys.incrementAndGet();
    }

    /** The newest revision that was seen; what is created from now on has a later one. */
    long seenRevision() {
        return seenRevision.get();
    }

    void saw(long revision) {
        seenRevision.accumulateAndGet(revision, Math::max);
    }

    /** Whether the lease certainly lives still. Once it does not, it never does again. */
    boolean isAlive() {
        return !over && System.nanoTime() - validUntilNanos < 0;
    }

    /** Whether it certainly lives for so much of its TTL: a half, a third. */
    boolean isAliveForPart(int part) {
        return !over && System.nanoTime() - validUntilNanos < -ttlNanos / part;
    }

    /** Has {@code mourner} run when this is lost, on a thread of the client or on the timer's; at once if it is. */
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

    /** Renews it from now on. */
    synchronized void keep() {
        if (!kept) {
            kept = true;
            scheduleRenewal(lastSentNanos + ttlNanos / RENEWALS_A_TTL - System.nanoTime());
            scheduleEnd();
        }
    }

    /** Renews it no more: it ends by itself, and nobody is told. */
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

    /** An answer that comes after the end is not used: who asked meanwhile was told that this is over. */
    private void renewed(long sentNanos) {
        if (!isAlive()) {
            lose();
            return;
        }
        synchronized (this) {
            validUntilNanos = Math.max(validUntilNanos - sentNanos, certainNanos) + sentNanos;
        }
    }

    private void notRenewed(Throwable cause) {
        if (Failures.mayPass(cause)) {
            scheduleRenewal(ttlNanos / ATTEMPTS_A_TTL);
        } else {
            lose();
        }
    }

    // ---- the end

    /** The lease is no more, or nobody can tell. Its keys are removed soon, if the cluster can be reached at all. */
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
