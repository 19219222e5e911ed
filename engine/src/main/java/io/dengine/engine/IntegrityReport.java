package io.dengine.engine;

import java.util.List;
import java.util.SortedMap;

/** What was found where data at rest is read once more, and where states are compared. For operators and metrics. */
public sealed interface IntegrityReport {
    /** So many more bytes were read, and nothing was wrong with them unless {@link Damaged} follows. */
    record Read(Kind kind, long bytes) implements IntegrityReport {}

    /** All that was stored when the pass began was read. */
    record PassEnded(long bytes, long tookNanos) implements IntegrityReport {}

    /**
     * A file is not what was written. The state in memory is whole: a snapshot of it is taken in its place.
     *
     * @param name of the file
     * @param what is wrong with it
     */
    record Damaged(Kind kind, String name, String what) implements IntegrityReport {}

    /** A snapshot up to {@code index} is stored, so nothing that was found damaged is needed any more. */
    record Replaced(long index) implements IntegrityReport {}

    /** After the entry at {@code index} so many members have the same state. Told on the leader. */
    record StatesEqual(long index, int members) implements IntegrityReport {}

    /**
     * After the entry at {@code index} members have different states: one of them, or its machine, has made a mistake.
     * Told on the leader.
     *
     * @param hashes what each member that answered has, by its id
     * @param wrong the members that differ from a majority of all voters, and are told to stop; empty where no majority
     *     agrees, so that nobody can say who is right
     */
    record StatesDiffer(long index, SortedMap<Integer, Long> hashes, List<Integer> wrong) implements IntegrityReport {
        public StatesDiffer {
            wrong = List.copyOf(wrong);
        }
    }

    /** What is read once more. */
    enum Kind {
        SEGMENT,
        SNAPSHOT
    }
}
