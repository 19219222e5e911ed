package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CounterTest extends OnEngine {
    @Test
    void it_begins_with_zero_and_adds() {
        Counter counter = Counter.of(client(), "begin");
        assertThat(counter.get()).isZero();
        assertThat(counter.increment()).isEqualTo(1);
        assertThat(counter.add(-5)).isEqualTo(-4);
        assertThat(counter.update(value -> value * 10)).isEqualTo(-40);
        assertThat(Counter.of(client(), "begin").get()).isEqualTo(-40);
    }

    @Test
    void each_change_of_many_counts_once() {
        List<CompletableFuture<Long>> changes = new ArrayList<>();
        for (int process = 0; process < 4; process++) {
            Counter counter = Counter.of(client(), "many");
            for (int i = 0; i < 25; i++) {
                changes.add(counter.addAsync(1));
            }
        }
        Set<Long> sums = new HashSet<>();
        changes.forEach(change -> sums.add(soon(change)));
        assertThat(sums).hasSize(100);
        assertThat(Counter.of(client(), "many").get()).isEqualTo(100);
    }

    @Test
    void what_cannot_be_done_changes_nothing() {
        Counter counter = Counter.of(client(), "overflow");
        counter.add(Long.MAX_VALUE);
        assertThatThrownBy(counter::increment).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> counter.update(value -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(counter.get()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void numbers_from_blocks_are_unique_and_grow() {
        Set<Long> numbers = new HashSet<>();
        for (int process = 0; process < 3; process++) {
            IdBlocks ids = IdBlocks.of(client(), "ids", 10);
            long before = 0;
            for (int i = 0; i < 25; i++) {
                long id = ids.next();
                assertThat(id).isGreaterThan(before);
                assertThat(numbers.add(id)).isTrue();
                before = id;
            }
        }
    }
}
