package io.dengine.embedded;

/** The durability that a write must reach on a majority of the voters before it is acknowledged. */
public enum Durability {
    /** On disk: an acknowledged write survives a simultaneous power failure of all nodes. */
    DISK_FIRST,
    /**
     * In the operating system's memory: an acknowledged write survives the crash of any number of processes, and a
     * power failure of a minority of the nodes. This is faster; the data reach the disk shortly after, see {@link
     * EngineConfig.Builder#syncEvery}.
     */
    MEM_FIRST
}
