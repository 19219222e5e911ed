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
 */
public record LoadPlan(int clients, long total, long durationMillis, long warmUp, int ioThreads, KeySource keys) {
    public LoadPlan {
        if (clients < 1 || clients > 1_000_000) {
            throw new IllegalArgumentException("--clients must be from 1 to 1000000, not " + clients);
        }
        if (total < 1 || durationMillis < 0 || warmUp < 0) {
            throw new IllegalArgumentException("--total must be positive; --duration and --warm-up not negative");
        }
    }

    /** Returns a plan of {@code total} calls without a warm-up; the traffic's own threads process them. */
    public static LoadPlan ofCalls(int clients, long total, KeySource keys) {
        return new LoadPlan(clients, total, 0, 0, 1, keys);
    }

    /** Returns a plan of {@code millis} milliseconds without a warm-up; the traffic's own threads process the calls. */
    public static LoadPlan ofMillis(int clients, long millis, KeySource keys) {
        return new LoadPlan(clients, 1, millis, 0, 1, keys);
    }

    LoadPlan withoutWarmUp() {
        return new LoadPlan(clients, total, durationMillis, 0, ioThreads, keys);
    }

    /** Returns the same load for the warm-up calls. */
    LoadPlan forWarmUp() {
        return new LoadPlan(clients, warmUp, 0, 0, ioThreads, keys);
    }
}
