package io.dengine.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * How a client behaves. Immutable; each method answers a changed copy of {@link #STANDARD} or of what came from it.
 *
 * @param timeout after which requests are given up; from one millisecond
 * @param resendAfter a request that was not answered for so long is sent again, if that does no harm; from one
 *     millisecond
 * @param exactlyOnce whether writes go through a session of the cluster, so that they are tried again whatever
 *     happened, and are still carried out once. Without it, a write whose answer got lost fails as unknown at once
 * @param sessionTtl for how long the cluster keeps a session in which nothing is sent; much longer than any timeout,
 *     from one second
 * @param maxUnderWay how many requests may wait for their answers, or to be sent, at once; from 1. One more fails at
 *     once
 * @param endsWithNode whether all depends on one node, in this process for instance: when it has stopped, requests fail
 *     at once as closed. Otherwise another node is asked
 * @param executor runs listeners, and completes futures that nobody waits for; {@link #OWN_THREADS} for virtual threads
 *     where the runtime has them, else a few daemon threads. It must run at least a few tasks at once
 * @param observer is told of each request
 */
public record ClientSettings(
        Duration timeout,
        Duration resendAfter,
        boolean exactlyOnce,
        Duration sessionTtl,
        int maxUnderWay,
        boolean endsWithNode,
        Executor executor,
        CallObserver observer) {
    private static final long SHORTEST_SESSION_MILLIS = 1_000;
    private static final Duration LONGEST = Duration.ofDays(365L * 100);

    /** In place of an executor: threads of the client's own. */
    public static final Executor OWN_THREADS = task -> {
        throw new RejectedExecutionException("this stands for the threads of a client and runs nothing itself");
    };

    /** What serves most. */
    public static final ClientSettings STANDARD = new ClientSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            true,
            Duration.ofMinutes(5),
            8_192,
            false,
            OWN_THREADS,
            CallObserver.NONE);

    public ClientSettings {
        checkTime("the timeout", timeout, 1);
        checkTime("the time after which a request is sent again", resendAfter, 1);
        checkTime("the TTL of sessions", sessionTtl, SHORTEST_SESSION_MILLIS);
        sessionTtl = sessionTtl.compareTo(LONGEST) > 0 ? LONGEST : sessionTtl;
        if (maxUnderWay < 1) {
            throw new IllegalArgumentException("at least one request must be allowed at once, not " + maxUnderWay);
        }
    }

    /** Nanoseconds of a time that users give; what is too long for them counts as the longest time there is. */
    static long checkTime(String what, Duration time, long leastMillis) {
        if (time.compareTo(Duration.ofMillis(leastMillis)) < 0) {
            throw new IllegalArgumentException(what + " must be at least " + leastMillis + " ms but is " + time);
        }
        return time.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : time.toNanos();
    }

    public ClientSettings withTimeout(Duration newTimeout) {
        return new ClientSettings(
                newTimeout, resendAfter, exactlyOnce, sessionTtl, maxUnderWay, endsWithNode, executor, observer);
    }

    public ClientSettings withResendAfter(Duration newResendAfter) {
        return new ClientSettings(
                timeout, newResendAfter, exactlyOnce, sessionTtl, maxUnderWay, endsWithNode, executor, observer);
    }

    public ClientSettings withExactlyOnce(boolean newExactlyOnce) {
        return new ClientSettings(
                timeout, resendAfter, newExactlyOnce, sessionTtl, maxUnderWay, endsWithNode, executor, observer);
    }

    public ClientSettings withSessionTtl(Duration newSessionTtl) {
        return new ClientSettings(
                timeout, resendAfter, exactlyOnce, newSessionTtl, maxUnderWay, endsWithNode, executor, observer);
    }

    public ClientSettings withMaxUnderWay(int newMaxUnderWay) {
        return new ClientSettings(
                timeout, resendAfter, exactlyOnce, sessionTtl, newMaxUnderWay, endsWithNode, executor, observer);
    }

    public ClientSettings withEndsWithNode(boolean newEndsWithNode) {
        return new ClientSettings(
                timeout, resendAfter, exactlyOnce, sessionTtl, maxUnderWay, newEndsWithNode, executor, observer);
    }

    public ClientSettings withExecutor(Executor newExecutor) {
        return new ClientSettings(
                timeout, resendAfter, exactlyOnce, sessionTtl, maxUnderWay, endsWithNode, newExecutor, observer);
    }

    public ClientSettings withObserver(CallObserver newObserver) {
        return new ClientSettings(
                timeout, resendAfter, exactlyOnce, sessionTtl, maxUnderWay, endsWithNode, executor, newObserver);
    }

    boolean hasExecutor() {
        return !executor.equals(OWN_THREADS);
    }

    boolean isObserved() {
        return !observer.equals(CallObserver.NONE);
    }
}
