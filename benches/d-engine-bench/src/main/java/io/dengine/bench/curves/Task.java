package io.dengine.bench.curves;

import io.dengine.bench.cluster.Operation;

/**
 * A measured load.
 *
 * @param name the name in tables
 * @param clients the number of clients, or 0 for that of the point
 */
record Task(String name, Operation operation, int clients) {
    static final Task PUT = new Task(Operation.PUT.title(), Operation.PUT, 0);
    static final Task READ = new Task(Operation.LINEARIZABLE.title(), Operation.LINEARIZABLE, 0);
    static final Task LONELY_PUT = new Task("put, 1 client", Operation.PUT, 1);

    int clientsOf(Shape shape) {
        return clients > 0 ? clients : shape.clients();
    }
}
