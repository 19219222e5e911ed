package io.dengine.bench.curves;

import java.util.Locale;

/**
 * The durations and amounts of a run.
 *
 * @param quick whether the run only checks that all works: it measures every second point, and its figures are useless
 * @param large whether points are added that need much memory
 * @param rounds the number of rounds; each measures every point once
 * @param measureMillis the duration of each measurement
 * @param warmUpMillis the duration of the warm-up for each kind of call
 * @param connections the number of connections, unless there are fewer clients
 * @param keys the number of distinct keys, unless it is varied; a power of ten
 */
record Settings(
        boolean quick, boolean large, int rounds, long measureMillis, long warmUpMillis, int connections, int keys) {
    static Settings full(boolean large) {
        return new Settings(false, large, 3, 5_000, 5_000, 200, 100_000);
    }

    static Settings quick(boolean large) {
        return new Settings(true, large, 1, 300, 400, 50, 10_000);
    }

    Settings withRounds(int count) {
        return new Settings(quick, large, count, measureMillis, warmUpMillis, connections, keys);
    }

    int connectionsOf(int clients) {
        return Math.min(clients, connections);
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "Rounds: %d, the points in ascending order in odd rounds and in descending order in even ones; each"
                        + " point is a new cluster, whose keys are all written first; each measurement %,d ms, after a"
                        + " warm-up of %,d ms for each kind of call by at most %,d clients; unless a curve varies it:"
                        + " three nodes, %,d clients, %,d keys of %d bytes with values of %d; one connection a client,"
                        + " at most %d",
                rounds,
                measureMillis,
                warmUpMillis,
                Shape.CLIENTS,
                Shape.usual(keys).clients(),
                keys,
                Shape.KEY_SIZE,
                Shape.usual(keys).valueSize(),
                connections);
    }
}
