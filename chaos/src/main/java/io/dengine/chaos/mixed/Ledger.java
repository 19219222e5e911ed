package io.dengine.chaos.mixed;

import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one client did and was told. Written by its thread, read when that has ended. */
public final class Ledger {
    /** What became of a command, as far as its client was told. */
    public enum Told {
        DONE,
        /** It may have been carried out. */
        UNKNOWN,
        /** It was not carried out. */
        REFUSED
    }

    /**
     * A command on a key of this client alone.
     *
     * @param revision of the change, if it was done; else 0
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

    /** A shared counter was raised by one, or perhaps was. */
    public void counted(Told told) {
        counted += told == Told.DONE ? 1 : 0;
        perhapsCounted += told == Told.UNKNOWN ? 1 : 0;
    }

    public void transferred() {
        moved++;
    }

    /** @param stale whether it showed less than was known before it began */
    public void read(boolean stale) {
        reads++;
        staleReads += stale ? 1 : 0;
    }

    /** Notes a failure that reached the caller, and tells what it means for the command. */
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
