package io.dengine.chaos;

/** What the nodes wait for before they acknowledge a write. */
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
