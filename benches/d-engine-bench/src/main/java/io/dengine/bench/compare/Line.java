package io.dengine.bench.compare;

import io.dengine.bench.cluster.Operation;
import java.util.Locale;

/**
 * One line of the comparison.
 *
 * @param clients the number of clients, each with one call in flight
 * @param cold true for the first calls of their kind after the nodes' start
 */
record Line(Operation operation, int clients, boolean cold) {
    String title() {
        return String.format(
                Locale.ROOT,
                "%s, %,d client%s, %s",
                operation.title(),
                clients,
                clients == 1 ? "" : "s",
                cold ? "cold" : "warm");
    }
}
