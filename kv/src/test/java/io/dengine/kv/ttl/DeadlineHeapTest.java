package io.dengine.kv.ttl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineHeapTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsDueIsWhatASearchFinds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Leases leases = new Leases();
        Map<Long, Lease> all = new TreeMap<>();
        for (int i = 1; i <= 20_000; i++) {
            Lease some =
                    all.isEmpty() ? null : new ArrayList<>(all.values()).get(random.nextInt(Math.min(all.size(), 50)));
            switch (random.nextInt(3)) {
                case 0 -> {
                    Lease granted = leases.grant(i, 1 + random.nextInt(1_000), false, 0, random.nextInt(1_000));
                    all.put((long) i, granted);
                }
                case 1 -> {
                    if (some != null) {
                        leases.renew(some, random.nextInt(2_000));
                    }
                }
                default -> {
                    if (some != null && all.size() > 40) {
                        leases.remove(some);
                        all.remove(some.id());
                    }
                }
            }
            if (i % 100 == 0) {
                check(leases, all, random.nextInt(4_000));
            }
            if (all.size() > 200) {
                all.values().forEach(leases::remove);
                all.clear();
            }
        }
    }

    private static void check(Leases leases, Map<Long, Lease> all, long clock) {
        List<Lease> expected =
                all.values().stream().filter(lease -> lease.isOver(clock)).toList();
        assertThat(leases.table().size()).isEqualTo(all.size());
        assertThat(new HashSet<>(leases.table().due(clock, Integer.MAX_VALUE))).isEqualTo(new HashSet<>(expected));
        assertThat(leases.table().due(clock, 3)).hasSize(Math.min(3, expected.size()));
    }
}
