package io.dengine.server.config;

/**
 * The source of a value.
 *
 * @param place for example {@code config/n1.toml:7:3}, {@code environment RAFT__CLUSTER__NODE_ID} or {@code
 *     default}
 */
record Origin(String place) {
    static final Origin STANDARD = new Origin("default");
    private static final String ENVIRONMENT = "environment ";

    static Origin file(String file, int line, int column) {
        return new Origin(file + ":" + line + ":" + column);
    }

    static Origin environment(String variable) {
        return new Origin(ENVIRONMENT + variable);
    }

    boolean isEnvironment() {
        return place.startsWith(ENVIRONMENT);
    }
}
