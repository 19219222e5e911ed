package io.dengine.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * Records losses that the nodes reported, and the writes that are missing because of them.
 *
 * <p>The time between two losses is an era. Of the acknowledged writes of an era, only those may be missing that were
 * acknowledged shortly before its end, and only the newest: if one is missing, all writes of the era with a higher
 * revision are missing.
 */
final class Losses {
    /** The minimum jump of revisions after a possible loss. */
    private static final long JUMP = 1L << 40;

    private final List<Era> eras = new ArrayList<>();

    Losses() {
        eras.add(new Era(List.of()));
    }

    /** An era: the writes of each client with sequence numbers from {@code begin}, until the next era. */
    private static final class Era {
        private final List<Integer> begin;
        /** By client: the first write that may be missing. */
        private List<Integer> missingFrom = List.of();

        private long lowest = Long.MAX_VALUE;
        private long highest;
        private long highestFound;
        private long lowestMissing = Long.MAX_VALUE;
        private long missing;

        Era(List<Integer> begin) {
            this.begin = begin;
        }

        boolean includes(int client, int sequence) {
            return begin.isEmpty() || sequence >= begin.get(client);
        }

        boolean excuses(int client, int sequence) {
            return !missingFrom.isEmpty() && sequence >= missingFrom.get(client);
        }

        void seen(long revision) {
            lowest = Math.min(lowest, revision);
            highest = Math.max(highest, revision);
        }

        boolean lacksOnlyTheNewest() {
            return highestFound < lowestMissing;
        }

        boolean isFarBehind(Era next) {
            return next.lowest > highest && next.lowest >= highestFound + JUMP;
        }
    }

    /**
     * Records a reported loss.
     *
     * @param missingFrom by client: the first acknowledged write that may be missing
     * @param end by client: the first write that was acknowledged after the loss
     */
    void told(List<Integer> missingFrom, List<Integer> end) {
        eras.get(eras.size() - 1).missingFrom = missingFrom;
        eras.add(new Era(end));
    }

    private Era eraOf(int client, int sequence) {
        int last = eras.size() - 1;
        while (!eras.get(last).includes(client, sequence)) {
            last--;
        }
        return eras.get(last);
    }

    /** Records that an acknowledged write was found. */
    void found(int client, int sequence, long revision) {
        Era era = eraOf(client, sequence);
        era.seen(revision);
        era.highestFound = Math.max(era.highestFound, revision);
    }

    /** Records that an acknowledged write is missing. Returns whether a reported loss explains it. */
    boolean missing(int client, int sequence, long revision) {
        Era era = eraOf(client, sequence);
        if (!era.excuses(client, sequence)) {
            return false;
        }
        era.seen(revision);
        era.lowestMissing = Math.min(era.lowestMissing, revision);
        era.missing++;
        return true;
    }

    /** Returns the number of missing writes, by loss. */
    List<Long> counts() {
        return eras.subList(0, eras.size() - 1).stream().map(era -> era.missing).toList();
    }

    /** Returns the number of eras in which a missing write is older than one that was found. */
    long notTheNewest() {
        return eras.stream().filter(era -> !era.lacksOnlyTheNewest()).count();
    }

    /** Returns the number of losses after which revisions did not jump. */
    long withoutJump() {
        long count = 0;
        for (int i = 1; i < eras.size(); i++) {
            count += eras.get(i - 1).isFarBehind(eras.get(i)) ? 0 : 1;
        }
        return count;
    }
}
