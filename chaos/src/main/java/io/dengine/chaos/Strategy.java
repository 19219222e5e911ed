package io.dengine.chaos;

/** The persistence strategy, which determines when a node acknowledges a write. */
enum Strategy {
    MEMFIRST("MemFirst"),
    DISKFIRST("DiskFirst");

    private final String configName;

    Strategy(String configName) {
        this.configName = configName;
    }

    String configName() {
        return configName;
    }
}
