package io.dengine.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The settings of a client. Immutable; each {@code with} method returns a changed copy, starting from {@link
 * #STANDARD}.
 *
 * @param timeout the time after which requests fail; at least one millisecond
 * @param resendAfter the time without an answer after which a request is sent again, if that is safe; at least one
 *     millisecond
 * @param exactlyOnce true if writes use a session of the cluster, so that they are retried after any failure and still
 *     applied once. Without it, a write whose answer was lost fails at once with an unknown outcome
 * @param sessionTtl how long the cluster keeps an idle session; at least one second, and it should be much longer than
 *     any timeout
 * @param maxUnderWay the maximum number of requests in flight or waiting to be sent; at least 1. One more fails at once
 * @param endsWithNode true if the client depends on one node, for example in this process: when that node has stopped,
 *     requests fail at once as closed. Otherwise another node is asked
 * @param executor runs listeners, and completes futures that no thread waits for; {@link #OWN_THREADS} for virtual
 *     threads where the runtime has them, otherwise a few daemon threads. It must run at least a few tasks at once
 * @param observer receives an event for each request
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

    /** Stands for threads of the client's own. */
    public static final Executor OWN_THREADS = task -> {
        throw new RejectedExecutionException("this stands for the threads of a client and runs nothing itself");
    };

    /** The defaults: 10 s timeout, resend after 2 s, exactly once, 5 min session TTL, 8,192 requests. */
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

    /** Checks a time that a user gives and returns it in nanoseconds; limits it to 100 years. */
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
