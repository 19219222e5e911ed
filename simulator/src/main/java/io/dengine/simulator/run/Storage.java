package io.dengine.simulator.run;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.IntegrityReport;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.node.start.LogSource;
import java.io.IOException;
import java.util.SplittableRandom;

/** One node's disk in the simulation: the data that outlives a process, and the faults that can be injected. */
interface Storage {
    /** The stores of a process; the log is not opened yet. */
    record Opened(LogSource log, SnapshotStore snapshots) {}

    /** Opens the files of a new process. */
    Opened open(SnapshotMeta bootstrap) throws IOException;

    /** Makes the next attempt to make a snapshot durable fail. */
    void failNextSnapshotSync();

    /** Ends the process; the operating system continues. */
    void killProcess();

    /** Cuts the machine's power; all or part of the unsynced data may be lost. */
    void losePower(SplittableRandom random);

    /** Makes the next sync fail, possibly dropping the data that it should have synced. */
    void failNextSync();

    /** Returns whether {@link #failNextSync} was called and no sync has happened since. */
    boolean isSyncToFail();

    /** Makes the process crash in the middle of one of its next disk operations. */
    void dieAfterOperations(int count);

    /** Makes the next process that opens its files crash in the middle of one of its first disk operations. */
    void nextDiesAfterOperations(int count);

    /** Copies the stored data, to be restored after damage. No file may be open. */
    void copy();

    /** Restores the last copy. No file may be open. */
    void bringBackCopy();

    /** Flips one bit of the stored data; returns false if no data is stored. No file may be open. */
    boolean rot(SnapshotMeta bootstrap);

    /**
     * Flips one bit of data that a running process has stored and no longer writes. Returns whether the damage is
     * detectable; if so, it is remembered until it is found or gone.
     */
    boolean rotInUse(SnapshotMeta bootstrap);

    /** Records that the process has detected damage of this kind, in a log file of this name. */
    void damageFound(IntegrityReport.Kind kind, String name);

    /** Returns whether damage remains that was done in use, or with which the process starts. */
    boolean isDamaged();

    /** Returns whether the disk is damaged, even if other damage hides this one. */
    boolean mayBeDamaged();

    /** Returns whether some of that damage has not been detected, although the scrub reads where it is. */
    boolean hidesDamage();

    /** Returns the storage id; it changes with each {@link #replaceDisk}. */
    long storageId();

    /** Replaces the disk by an empty one; all data on it is lost. No file may be open. */
    void replaceDisk();

    /** Records that the damaged part of the log was set aside. */
    void damageSetAside();

    /** Fills the log's disk with other data, except for {@code bytes} bytes. */
    void fillUpTo(long bytes);

    /** Frees that space again. */
    void makeRoom();

    /** Ends all faults. */
    void heal();
}
