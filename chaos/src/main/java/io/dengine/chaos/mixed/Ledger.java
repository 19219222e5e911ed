package io.dengine.chaos.mixed;

import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The operations of one client and their answers. Written by the client's thread, read after it has ended. */
public final class Ledger {
    /** The outcome of a command as far as its client knows it. */
    public enum Told {
        DONE,
        /** The command may have been applied. */
        UNKNOWN,
        /** The command was not applied. */
        REFUSED
    }

    /**
     * A command on a key that only this client uses.
     *
     * @param revision the revision of the change if it was applied, otherwise 0
     */
    public record Entry(int key, Told told, long revision) {}

    private final List<Entry> created = new ArrayList<>();
    private final List<Entry> deleted = new ArrayList<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private long counted;
    private long perhapsCounted;
    private long moved;
    private long reads;
    private long staleReads;

    public void created(int key, Told told, long revision) {
        created.add(new Entry(key, told, revision));
    }

    public void deleted(int key, Told told, long revision) {
        deleted.add(new Entry(key, told, revision));
    }

    /** Records that a shared counter was, or may have been, incremented. */
    public void counted(Told told) {
        counted += told == Told.DONE ? 1 : 0;
        perhapsCounted += told == Told.UNKNOWN ? 1 : 0;
    }

    public void transferred() {
        moved++;
    }

    /**
     * Records a read.
     *
     * @param stale whether it returned an older value than one that was known before the read
     */
    public void read(boolean stale) {
        reads++;
        staleReads += stale ? 1 : 0;
    }

    /** Records a failure that reached the caller. Returns the outcome of the command that follows from it. */
    public Told failed(EngineException failure) {
        failures.merge(failure.getClass().getSimpleName() + ": " + failure.getMessage(), 1, Integer::sum);
        return failure.outcome() == Outcome.UNKNOWN ? Told.UNKNOWN : Told.REFUSED;
    }

    public List<Entry> created() {
        return created;
    }

    public List<Entry> deleted() {
        return deleted;
    }

    public Map<String, Integer> failures() {
        return failures;
    }

    public long counted() {
        return counted;
    }

    public long perhapsCounted() {
        return perhapsCounted;
    }

    public long moved() {
        return moved;
    }

    public long reads() {
        return reads;
    }

    public long staleReads() {
        return staleReads;
    }
}
