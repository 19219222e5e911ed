package io.dengine.bench;

/**
 * The amount and duration of a load.
 *
 * @param clients the number of clients, each with one call in flight
 * @param total the number of calls in total, if {@code durationMillis} is 0
 * @param durationMillis the duration in milliseconds, or 0
 * @param warmUp the number of calls before the measurement begins
 * @param ioThreads the number of threads that process the calls
 * @param keys the key of each call
 * @param callsPerSecond the rate at which calls are due, whatever the calls before them do; 0: each client makes its
 *     next call when it has its answer
 */
public record LoadPlan(
        int clients, long total, long durationMillis, long warmUp, int ioThreads, KeySource keys, long callsPerSecond) {
    public LoadPlan {
        if (clients < 1 || clients > 1_000_000) {
            throw new IllegalArgumentException("--clients must be from 1 to 1000000, not " + clients);
        }
        if (total < 1 || durationMillis < 0 || warmUp < 0 || callsPerSecond < 0) {
            throw new IllegalArgumentException(
                    "--total must be positive; --duration, --warm-up and --rate not negative");
        }
    }

    /** Returns a plan of {@code total} calls without a warm-up; the traffic's own threads process them. */
    public static LoadPlan ofCalls(int clients, long total, KeySource keys) {
        return new LoadPlan(clients, total, 0, 0, 1, keys, 0);
    }

    /** Returns a plan of {@code millis} milliseconds without a warm-up; the traffic's own threads process the calls. */
    public static LoadPlan ofMillis(int clients, long millis, KeySource keys) {
        return new LoadPlan(clients, 1, millis, 0, 1, keys, 0);
    }

    /** Returns the same load, due at a steady rate: an open loop. */
    public LoadPlan atRate(long rate) {
        return new LoadPlan(clients, total, durationMillis, warmUp, ioThreads, keys, rate);
    }

    LoadPlan withoutWarmUp() {
        return new LoadPlan(clients, total, durationMillis, 0, ioThreads, keys, callsPerSecond);
    }

    /** Returns the same load for the warm-up calls. */
    LoadPlan forWarmUp() {
        return new LoadPlan(clients, warmUp, 0, 0, ioThreads, keys, 0);
    }
}
