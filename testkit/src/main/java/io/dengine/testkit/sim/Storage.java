package io.dengine.testkit.sim;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.IntegrityReport;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.node.LogSource;
import java.io.IOException;
import java.util.SplittableRandom;

/** One node's disk, as the simulation treats it: what outlives a process, and what can be done to it. */
interface Storage {
    /** What a process works with; the log is not opened yet. */
    record Opened(LogSource log, SnapshotStore snapshots) {}

    /** A process opens its files. */
    Opened open(SnapshotMeta bootstrap) throws IOException;

    /** The next time that a snapshot is made durable, that fails. */
    void failNextSnapshotSync();

    /** The process dies; the operating system goes on. */
    void killProcess();

    /** The machine dies; what was not synced may be gone, in part. */
    void losePower(SplittableRandom random);

    /** The next sync fails, and what it should have synced may be dropped. */
    void failNextSync();

    /** Whether {@link #failNextSync} was asked for, and no sync has come since. */
    boolean isSyncToFail();

    /** The process dies in the middle of one of its next disk operations. */
    void dieAfterOperations(int count);

    /** The next process that opens its files dies in the middle of one of its first disk operations. */
    void nextDiesAfterOperations(int count);

    /** What is stored now, to be brought back if it is damaged. Nothing is open. */
    void copy();

    /** Brings back what was copied last. Nothing is open. */
    void bringBackCopy();

    /** One bit of what is stored changes; returns false where nothing is stored. Nothing is open. */
    boolean rot();

    /**
     * One bit of what a running process has stored, and does not write any more, changes. Returns whether that can be
     * noticed; it is remembered as damage then, until it is found or gone.
     */
    boolean rotInUse(SnapshotMeta bootstrap);

    /** The process has noticed damage of this kind, in a file of the log of this name. */
    void damageFound(IntegrityReport.Kind kind, String name);

    /** Whether something is damaged that was damaged in use. */
    boolean isDamaged();

    /** Whether some of that has not been found. */
    boolean hidesDamage();

    /** Which disk this is; another one after each {@link #replaceDisk}. */
    long storageId();

    /** The disk and all that was on it is gone; another one, empty, is in its place. Nothing is open. */
    void replaceDisk();

    /** What was damaged in the log is set aside. */
    void damageSetAside();

    /** Others fill the disk of the log up, but for so many bytes. */
    void fillUpTo(long bytes);

    /** There is room again. */
    void makeRoom();

    /** No more faults. */
    void heal();
}
