package io.dengine.bench.compare;

import java.util.Locale;

/**
 * The durations and amounts of the comparison.
 *
 * @param rounds the number of rounds; each measures every side once
 * @param rehearse true to run one round first that does not count
 * @param measureMillis the duration of each measurement
 * @param coldMillis the duration of each measurement of the first calls after a start
 * @param warmUpMillis the duration of the warm-up for each kind of call
 * @param clients the larger number of clients; the smaller one is 1
 * @param connections the number of connections for the larger number of clients
 * @param keys the number of distinct keys
 * @param valueSize the value size in bytes
 */
record Settings(
        int rounds,
        boolean rehearse,
        long measureMillis,
        long coldMillis,
        long warmUpMillis,
        int clients,
        int connections,
        int keys,
        int valueSize) {
    static final int KEY_SIZE = 8;

    static Settings full() {
        return new Settings(5, true, 5_000, 3_000, 5_000, 1_000, 200, 100_000, 256);
    }

    static Settings quick() {
        return new Settings(2, false, 400, 400, 700, 1_000, 50, 5_000, 256);
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "Rounds: %d%s; each measurement %,d ms, of cold nodes %,d ms, after a warm-up of %,d ms for each kind"
                        + " of call; 1 client on 1 connection, and %,d on %,d; %,d keys of %d bytes with values of %d",
                rounds,
                rehearse ? " after a rehearsal" : "",
                measureMillis,
                coldMillis,
                warmUpMillis,
                clients,
                connections,
                keys,
                KEY_SIZE,
                valueSize);
    }

    Settings withRounds(int count) {
        return new Settings(
                count, rehearse, measureMillis, coldMillis, warmUpMillis, clients, connections, keys, valueSize);
    }

    Settings withLoad(int manyClients, int manyConnections) {
        return new Settings(
                rounds,
                rehearse,
                measureMillis,
                coldMillis,
                warmUpMillis,
                manyClients,
                manyConnections,
                keys,
                valueSize);
    }
}
