package io.dengine.chaos;

/** The storage that a node waits for before it acknowledges a write. */
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
