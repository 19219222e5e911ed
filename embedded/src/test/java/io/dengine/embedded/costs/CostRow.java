package io.dengine.embedded.costs;

/**
 * What an operation was measured to cost.
 *
 * @param operation the name of the operation
 * @param nodes the number of nodes of the cluster
 * @param callers the number of callers, each of which has one operation in flight
 */
record CostRow(String operation, int nodes, int callers, Costs costs) {
    private static final String BEGIN = "costs of";
    private static final String BETWEEN = ";";
    private static final int FIRST_FIGURE = 4;

    /** Returns a line of text from which {@link #ofLine} makes this row again. */
    String toLine() {
        StringBuilder line = new StringBuilder(BEGIN);
        line.append(BETWEEN).append(operation);
        line.append(BETWEEN).append(nodes);
        line.append(BETWEEN).append(callers);
        for (Figure figure : Figure.values()) {
            line.append(BETWEEN).append(costs.of(figure));
        }
        return line.toString();
    }

    static boolean isLine(String line) {
        return line.startsWith(BEGIN + BETWEEN);
    }

    static CostRow ofLine(String line) {
        String[] parts = line.split(BETWEEN);
        Costs costs = Costs.of(figure -> Double.parseDouble(parts[FIRST_FIGURE + figure.ordinal()]));
        return new CostRow(parts[1], Integer.parseInt(parts[2]), Integer.parseInt(parts[3]), costs);
    }

    /** Returns the first cells of this row of the table. */
    String key() {
        return operation + " | " + nodes + " | " + callers;
    }

    CostRow withOneCaller() {
        return new CostRow(operation, nodes, 1, costs);
    }

    @Override
    public String toString() {
        return operation + " with nodes=" + nodes + " callers=" + callers;
    }
}
