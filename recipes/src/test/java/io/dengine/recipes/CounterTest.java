package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** A client that loses the answer to the first change that it sends, and runs {@code then} before it says so. */
    private Client losingOneAnswer(Runnable then) {
        AtomicBoolean lost = new AtomicBoolean();
        return Intercepted.of(client(), (method, arguments, sending) -> {
            if (!method.equals("transact") || !lost.compareAndSet(false, true)) {
                return sending.send();
            }
            return sending.send()
                    .thenRun(then)
                    .thenCompose(nothing ->
                            CompletableFuture.failedFuture(new EngineException.OutcomeUnknown("as the test wishes")));
        });
    }

    @Test
    void a_change_whose_answer_was_lost_counts_once() {
        Counter.of(client(), "lost").add(5);
        Counter counter = Counter.of(losingOneAnswer(() -> {}), "lost");
        assertThat(counter.increment()).isEqualTo(6);
        assertThat(counter.increment()).isEqualTo(7);
        assertThat(Counter.of(client(), "lost").get()).isEqualTo(7);
    }

    @Test
    void a_change_whose_answer_was_lost_counts_once_also_after_the_key_was_deleted() {
        Counter.of(client(), "deleted").add(5);
        var unused = client().delete("deleted/.counter");
        Counter counter = Counter.of(losingOneAnswer(() -> {}), "deleted");
        assertThat(counter.increment()).isEqualTo(1);
        assertThat(Counter.of(client(), "deleted").get()).isEqualTo(1);
    }

    @Test
    void a_change_whose_answer_was_lost_counts_once_also_if_the_key_is_deleted_and_counts_again_meanwhile() {
        Client another = client();
        Counter other = Counter.of(client(), "meanwhile");
        other.add(5);
        var unused = another.delete("meanwhile/.counter");
        Client losing = losingOneAnswer(() -> {
            var again = another.delete("meanwhile/.counter");
            Counter.of(another, "meanwhile").add(10);
        });
        assertThat(Counter.of(losing, "meanwhile").increment()).isEqualTo(1);
        assertThat(other.get()).isEqualTo(10);
    }

    @Test
    void a_change_that_fails_with_an_error_does_not_hold_up_those_after_it() {
        Counter counter = Counter.of(client(), "error");
        CompletableFuture<Long> failing = counter.updateAsync(value -> {
            throw new AssertionError("as the test wishes");
        });
        assertThat(soon(counter.addAsync(2))).isEqualTo(2);
        assertThatThrownBy(() -> soon(failing)).hasCauseInstanceOf(AssertionError.class);
    }
}
