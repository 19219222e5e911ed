package io.dengine.kv.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyRange;
import io.dengine.bytes.Bytes;
import io.dengine.call.WatchRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchIndexTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void findsWhatASearchFinds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        WatchHub hub = new WatchHub(WatchConfig.STANDARD, 0, 1);
        WatchIndex index = new WatchIndex();
        List<WatchSubscription> all = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            if (random.nextInt(5) < 3 || all.isEmpty()) {
                WatchSubscription added = new WatchSubscription(
                        hub, target(random), 0, 1, () -> {}, WatchConfig.STANDARD, WatchRoom.UNBOUNDED);
                index.add(added);
                all.add(added);
            } else {
                WatchSubscription removed = all.remove(random.nextInt(all.size()));
                index.remove(removed);
                index.remove(removed);
            }
            if (all.size() > 60) {
                all.forEach(index::remove);
                all.clear();
                assertThat(index.isEmpty()).isTrue();
            }
            Bytes key = key(random);
            List<WatchSubscription> found = new ArrayList<>();
            index.forEachMatch(key, found::add);
            assertThat(found)
                    .containsExactlyInAnyOrderElementsOf(all.stream()
                            .filter(one -> one.target().matches(key))
                            .toList());
        }
    }

    private static WatchTarget target(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> new WatchTarget.Key(key(random));
            case 1 -> new WatchTarget.Span(new KeyRange(key(random), key(random)));
            default -> new WatchTarget.Prefix(key(random));
        };
    }

    private static Bytes key(SplittableRandom random) {
        byte[] key = new byte[random.nextInt(6)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(8) == 0 ? -1 : 'a' + random.nextInt(2));
        }
        return Bytes.wrap(key);
    }

    @Test
    void rangesBecomeTheCheapestTarget() {
        Bytes key = Bytes.utf8("a");
        assertThat(WatchTarget.of(KeyRange.single(key))).isEqualTo(new WatchTarget.Key(key));
        assertThat(WatchTarget.of(KeyRange.prefix(key))).isEqualTo(new WatchTarget.Prefix(key));
        assertThat(WatchTarget.of(KeyRange.ALL)).isEqualTo(new WatchTarget.Prefix(Bytes.EMPTY));
        KeyRange range = new KeyRange(key, Bytes.utf8("z"));
        assertThat(WatchTarget.of(range)).isEqualTo(new WatchTarget.Span(range));
    }
}
