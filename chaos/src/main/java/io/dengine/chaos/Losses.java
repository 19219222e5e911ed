package io.dengine.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * Losses that were told, and what is missing because of them.
 *
 * <p>Between two losses lies an era. Of the acknowledged writes of an era those may be missing that were acknowledged
 * shortly before its end, and only the newest: where one is missing, so are all with a higher revision.
 */
final class Losses {
    /** By how much revisions jump where writes may have been lost. */
    private static final long JUMP = 1L << 40;

    private final List<Era> eras = new ArrayList<>();

    Losses() {
        eras.add(new Era(List.of()));
    }

    /** The writes of a client with sequence numbers from {@code begin} up, until the next era. */
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
     * Writes may be lost, and that is told.
     *
     * @param missingFrom by client: which acknowledged write is the first that may be missing
     * @param end by client: which write is the first that was acknowledged later than the loss
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

    /** An acknowledged write is where it has to be. */
    void found(int client, int sequence, long revision) {
        Era era = eraOf(client, sequence);
        era.seen(revision);
        era.highestFound = Math.max(era.highestFound, revision);
    }

    /** An acknowledged write is not there. Returns whether that was told. */
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

    /** By loss: how many writes are missing. */
    List<Long> counts() {
        return eras.subList(0, eras.size() - 1).stream().map(era -> era.missing).toList();
    }

    /** After how many losses something is missing that is older than something that is there. */
    long notTheNewest() {
        return eras.stream().filter(era -> !era.lacksOnlyTheNewest()).count();
    }

    /** After how many losses revisions went on as if nothing had been. */
    long withoutJump() {
        long count = 0;
        for (int i = 1; i < eras.size(); i++) {
            count += eras.get(i - 1).isFarBehind(eras.get(i)) ? 0 : 1;
        }
        return count;
    }
}
