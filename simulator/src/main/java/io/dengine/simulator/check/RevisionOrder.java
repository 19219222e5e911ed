package io.dengine.simulator.check;

import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Checks the order of revisions that the server reports: replays the log's changes by revision, compares the
 * observations of every call with the state at its revision, and checks that the revisions respect real time. O(n log
 * n), for any number of keys.
 */
public final class RevisionOrder {
    private RevisionOrder() {}

    /**
     * A change of one key.
     *
     * @param value the new value, or {@link Operation#ABSENT} for a deletion
     */
    public record Change(long revision, Bytes key, long value) {}

    /** A call's observation that {@code key} had {@code value}. */
    public record Seen(Bytes key, long value) {}

    /**
     * One successful call, and the state that it observed.
     *
     * @param revision the revision of the state that the call observed or, if it changed the state, of its change; such
     *     a call observed the state before that
     */
    public record Observation(
            long id, long calledAt, long returnedAt, long revision, boolean changes, List<Seen> seen) {
        public Observation {
            seen = List.copyOf(seen);
        }
    }

    private record Version(long revision, long value) {}

    /** Returns descriptions of the violations; empty if there are none. */
    public static List<String> check(List<Change> changes, List<Observation> observations) {
        List<String> problems = new ArrayList<>();
        Map<Bytes, List<Version>> versions = new HashMap<>();
        long last = 0;
        for (Change change : changes) {
            if (change.revision() < last) {
                problems.add("revision " + change.revision() + " after " + last);
            }
            last = change.revision();
            versions.computeIfAbsent(change.key(), key -> new ArrayList<>())
                    .add(new Version(change.revision(), change.value()));
        }
        for (Observation observation : observations) {
            checkState(observation, versions, problems);
        }
        checkRealTime(observations, problems);
        return problems;
    }

    private static void checkState(Observation observation, Map<Bytes, List<Version>> versions, List<String> problems) {
        long at = observation.changes() ? observation.revision() - 1 : observation.revision();
        for (Seen seen : observation.seen()) {
            long value = valueAt(versions.getOrDefault(seen.key(), List.of()), at);
            if (value != seen.value()) {
                problems.add("call " + observation.id() + " saw " + seen.key().toUtf8() + " = " + seen.value()
                        + " at revision " + at + ", where it was " + value);
            }
        }
    }

    private static long valueAt(List<Version> versions, long revision) {
        int low = 0;
        int high = versions.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (versions.get(middle).revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? Operation.ABSENT : versions.get(low - 1).value();
    }

    /** Checks that each call observed the effects of all calls that had returned before it was made. */
    private static void checkRealTime(List<Observation> observations, List<String> problems) {
        List<Observation> byCall = new ArrayList<>(observations);
        byCall.sort(Comparator.comparingLong(Observation::calledAt));
        PriorityQueue<Observation> open = new PriorityQueue<>(Comparator.comparingLong(Observation::returnedAt));
        long floor = 0;
        long floorId = -1;
        for (Observation observation : byCall) {
            while (!open.isEmpty() && open.peek().returnedAt() < observation.calledAt()) {
                Observation returned = open.remove();
                if (returned.revision() > floor) {
                    floor = returned.revision();
                    floorId = returned.id();
                }
            }
            boolean stale = observation.revision() < floor || observation.changes() && observation.revision() == floor;
            if (stale) {
                problems.add("call " + observation.id() + " has revision " + observation.revision()
                        + ", but began after call " + floorId + " returned with " + floor);
            }
            open.add(observation);
        }
    }
}
