package io.dengine.engine;

import java.util.List;
import java.util.SortedMap;

/** A result of reading stored data again, or of comparing states. For operators and metrics. */
public sealed interface IntegrityReport {
    /** More bytes were read, and they were intact unless {@link Damaged} follows. */
    record Read(Kind kind, long bytes) implements IntegrityReport {}

    /** A pass has read everything that was stored when it began. */
    record PassEnded(long bytes, long tookNanos) implements IntegrityReport {}

    /**
     * A file does not hold what was written. The state in memory is intact: the node takes a snapshot of it to replace
     * the file.
     *
     * @param name the name of the file
     * @param what a description of the damage
     */
    record Damaged(Kind kind, String name, String what) implements IntegrityReport {}

    /**
     * A snapshot up to {@code index} is stored that includes all that the damaged files hold, so none of them is needed
     * any more: those of the log are removed next.
     */
    record Replaced(long index) implements IntegrityReport {}

    /** {@code members} members have the same state after the entry at {@code index}. Reported on the leader. */
    record StatesEqual(long index, int members) implements IntegrityReport {}

    /**
     * Members have different states after the entry at {@code index}: one of them, or its machine, has made an error.
     * Reported on the leader.
     *
     * @param hashes the hash of each member that answered, by its id
     * @param wrong the members that differ from a majority of all voters, and are notified; empty if no majority
     *     agrees, so that the correct state is unknown
     */
    record StatesDiffer(long index, SortedMap<Integer, Long> hashes, List<Integer> wrong) implements IntegrityReport {
        public StatesDiffer {
            wrong = List.copyOf(wrong);
        }
    }

    /** The kind of data that is read again. */
    enum Kind {
        SEGMENT,
        SNAPSHOT
    }
}
