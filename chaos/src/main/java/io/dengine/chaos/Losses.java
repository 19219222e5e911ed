package io.dengine.chaos;

import java.util.ArrayList;
import java.util.List;

/** Which acknowledged writes may be missing, because a loss was told; by client and sequence number. */
final class Losses {
    private final List<Range> ranges = new ArrayList<>();
    private long lost;

    /** By client: the first sequence number that may be missing, and the one after the last. */
    private record Range(List<Integer> from, List<Integer> end) {}

    /** What was acknowledged in between may be missing. */
    void allow(List<Integer> from, List<Integer> end) {
        ranges.add(new Range(from, end));
    }

    boolean allows(int client, int sequence) {
        return ranges.stream()
                .anyMatch(range -> sequence >= range.from().get(client)
                        && sequence < range.end().get(client));
    }

    void count() {
        lost++;
    }

    /** How many of them are missing. */
    long lost() {
        return lost;
    }
}
