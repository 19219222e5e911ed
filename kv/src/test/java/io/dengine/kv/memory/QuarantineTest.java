package io.dengine.kv.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.kv.memory.Quarantine.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuarantineTest {
    private final Quarantine quarantine = new Quarantine();
    private final List<String> reused = new ArrayList<>();

    private void release(long lowestPinned, int max) {
        quarantine.release(lowestPinned, max, (kind, id) -> reused.add(kind + " " + id));
    }

    @Test
    void whatWasRemovedWaitsForEachPinThatMayReachIt() {
        quarantine.add(Kind.VERSION, 1, 5);
        quarantine.add(Kind.SLAB, 2, 5);
        quarantine.add(Kind.KEY, 3, 6);
        release(5, 10);
        assertThat(reused).isEmpty();
        release(6, 10);
        assertThat(reused).containsExactlyInAnyOrder("VERSION 1", "SLAB 2");
        release(Long.MAX_VALUE, 10);
        assertThat(reused).hasSize(3).contains("KEY 3");
    }

    /** A large deletion leaves millions of records, which take little memory, and the slabs that take all of it. */
    @Test
    void slabsDoNotWaitForTheRecordsBeforeThem() {
        for (int id = 1; id <= 10_000; id++) {
            quarantine.add(Kind.VERSION, id, 5);
        }
        quarantine.add(Kind.SLAB, 7, 5);
        release(6, 3);
        assertThat(reused).containsExactlyInAnyOrder("SLAB 7", "VERSION 1", "VERSION 2", "VERSION 3");
    }

    @Test
    void whoeverReadsWithoutAPinSeesThatSomethingWasReused() {
        long since = quarantine.begin();
        quarantine.add(Kind.SLAB, 1, 5);
        release(5, 10);
        assertThat(quarantine.isUndisturbed(since)).isTrue();
        release(6, 10);
        assertThat(quarantine.isUndisturbed(since)).isFalse();
    }

    @Test
    void keepsTheOrderHoweverOftenItGrows() {
        List<String> expected = new ArrayList<>();
        int next = 0;
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 300; i++) {
                quarantine.add(Kind.KEY, ++next, round);
                expected.add("KEY " + next);
            }
            release(Long.MAX_VALUE, 200);
        }
        release(Long.MAX_VALUE, next);
        assertThat(reused).isEqualTo(expected);
    }
}
