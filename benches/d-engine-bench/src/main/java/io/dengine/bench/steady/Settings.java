package io.dengine.bench.steady;

/**
 * The amounts and durations of the measurement.
 *
 * @param rounds the number of rounds, each with a new cluster
 * @param keys the number of keys that the cluster has
 * @param percent the steady rate as a part of the maximum, in percent
 * @param clients the number of clients for the maximum, and of calls that can be in flight at the steady rate
 * @param connections the number of connections
 * @param warmUpMillis the duration of the load before the maximum is measured
 * @param maximumMillis the duration of the measurement of the maximum
 * @param steadyMillis the duration of the steady rate
 */
record Settings(
        int rounds,
        int keys,
        int percent,
        int clients,
        int connections,
        long warmUpMillis,
        long maximumMillis,
        long steadyMillis) {
    static final int KEY_SIZE = 8;
    static final int VALUE_SIZE = 256;

    static Settings full() {
        return new Settings(3, 1_000_000, 70, 1_000, 200, 15_000, 10_000, 30_000);
    }

    static Settings quick() {
        return new Settings(1, 20_000, 70, 100, 10, 1_000, 1_000, 2_000);
    }

    Settings withRounds(int other) {
        return new Settings(other, keys, percent, clients, connections, warmUpMillis, maximumMillis, steadyMillis);
    }

    Settings withPercent(int other) {
        return new Settings(rounds, keys, other, clients, connections, warmUpMillis, maximumMillis, steadyMillis);
    }
}
