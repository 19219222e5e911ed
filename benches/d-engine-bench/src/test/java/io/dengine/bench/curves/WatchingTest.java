package io.dengine.bench.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.KeyRange;
import io.dengine.bench.KeySource;
import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchingTest {
    private static final KeySource KEYS = new KeySource(8, true, 1_000);

    private static List<KeyRange> ranges(Watching watching) {
        List<KeyRange> ranges = new ArrayList<>();
        for (int i = 0; i < watching.count(); i++) {
            ranges.add(watching.request(i, KEYS).range());
        }
        return ranges;
    }

    @Test
    void eachKeyHasOneWatcher() {
        for (int count : new int[] {1, 10, 100, 1_000}) {
            List<KeyRange> ranges = ranges(new Watching(count, false));
            for (int key = 0; key < 1_000; key++) {
                Bytes written = KEYS.key(key);
                assertThat(ranges.stream().filter(range -> range.contains(written)))
                        .hasSize(1);
            }
        }
    }

    @Test
    void watchersOfOneKeySeeOnlyTheFirst() {
        KeyRange range = new Watching(5, true).request(3, KEYS).range();
        assertThat(range.contains(KEYS.key(0))).isTrue();
        assertThat(range.contains(KEYS.key(1))).isFalse();
        assertThat(range.contains(KEYS.key(999))).isFalse();
    }

    @Test
    void eventsFollowFromPuts() {
        assertThat(Watching.NONE.events(77, KEYS)).isZero();
        assertThat(new Watching(10, false).events(77, KEYS)).isEqualTo(77);
        assertThat(new Watching(10, true).events(1, KEYS)).isEqualTo(10);
        assertThat(new Watching(10, true).events(1_000, KEYS)).isEqualTo(10);
        assertThat(new Watching(10, true).events(1_001, KEYS)).isEqualTo(20);
        assertThat(new Watching(10, true).events(0, KEYS)).isZero();
    }

    @Test
    void prefixesThatCannotBeDisjointAreRefused() {
        assertThatThrownBy(() -> new Watching(3, false).request(0, KEYS)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Watching(500, false).request(0, KEYS))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
