package io.dengine.embedded;

/** What a write waits for, on a majority of the voters, before it is acknowledged. */
public enum Durability {
    /** The disk: an acknowledged write survives the loss of power of all nodes at once. */
    DISK_FIRST,
    /**
     * The operating system: an acknowledged write survives the death of any number of processes, and the loss of power
     * of a minority. It is faster; the disk follows within moments.
     */
    MEM_FIRST
}
