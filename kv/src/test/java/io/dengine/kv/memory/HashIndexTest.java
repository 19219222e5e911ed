package io.dengine.kv.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class HashIndexTest {
    private static final int KEYS = 1 << 16;
    private static final int TABLES = 1 << 10;

    private static final List<IntFunction<Bytes>> PATTERNS = List.of(
            i -> Bytes.utf8("key-" + i),
            i -> Bytes.utf8(String.format("/registry/pods/default/%08d", i)),
            i -> Bytes.wrap(new byte[] {0, 0, 0, 0, 0, (byte) (i >> 16), (byte) (i >> 8), (byte) i}),
            i -> Bytes.wrap(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16), 0, 0, 0, 0, 0, 0}));

    @Test
    void keysOfEveryPatternSpreadEvenly() {
        for (IntFunction<Bytes> pattern : PATTERNS) {
            int[] lower = new int[TABLES];
            int[] upper = new int[TABLES];
            for (int i = 0; i < KEYS; i++) {
                long hash = pattern.apply(i).hash(42);
                lower[(int) hash & TABLES - 1]++;
                upper[(int) (hash >>> Integer.SIZE) & TABLES - 1]++;
            }
            // 64 on average, with a standard deviation of 8.
            assertThat(Arrays.stream(lower)).allMatch(count -> count > 16 && count < 128);
            assertThat(Arrays.stream(upper)).allMatch(count -> count > 16 && count < 128);
        }
    }

    @Test
    void keysThatCollideWithOneSeedDoNotWithAnother() {
        List<Bytes> colliding = new ArrayList<>();
        long wanted = Bytes.utf8("k").hash(1) & TABLES - 1;
        for (int i = 0; i < KEYS; i++) {
            Bytes key = Bytes.utf8("k" + i);
            if ((key.hash(1) & TABLES - 1) == wanted) {
                colliding.add(key);
            }
        }
        Set<Long> others = new HashSet<>();
        colliding.forEach(key -> others.add(key.hash(2) & TABLES - 1));
        assertThat(others).hasSizeGreaterThan(colliding.size() * 3 / 4);
    }

    /** Nodes of different versions compare their states by these. */
    @Test
    void theHashOfSomeBytesNeverChanges() {
        assertThat(Bytes.EMPTY.hash(1)).isEqualTo(-423971746812997114L);
        assertThat(Bytes.utf8("abc").hash(1)).isEqualTo(1380412188115713079L);
        assertThat(Bytes.utf8("a key of more than sixteen bytes").hash(1)).isEqualTo(7045886270912794323L);
    }

    @Test
    void findsWhatWasAddedAndNotRemoved() {
        HashIndex index = new HashIndex();
        SplittableRandom random = new SplittableRandom(9);
        Map<Integer, Long> present = new HashMap<>();
        List<Integer> ids = new ArrayList<>();
        for (int id = 1; id <= 100_000; id++) {
            long hash = random.nextInt(8) == 0 ? 7L << Integer.SIZE : random.nextLong();
            if (hash == 7L << Integer.SIZE && id > 2_000) {
                hash = random.nextLong(); // many with the same hash, but not so many that each search takes long
            }
            index.add(hash, id);
            present.put(id, hash);
            ids.add(id);
            if (random.nextInt(3) > 0) {
                int gone = ids.remove(random.nextInt(ids.size()));
                index.remove(requireNonNull(present.remove(gone)), gone);
            }
        }
        present.forEach(
                (id, hash) -> assertThat(index.find(hash, found -> found == id)).isEqualTo(id));
        assertThat(index.find(7L << Integer.SIZE, found -> false)).isZero();
    }
}
