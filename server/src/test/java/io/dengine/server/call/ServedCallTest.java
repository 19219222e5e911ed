package io.dengine.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.api.OperationResult;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.Answer;
import io.dengine.command.Reply;
import io.dengine.server.memory.ChannelMemory;
import io.dengine.server.memory.MemoryBudget;
import io.dengine.server.memory.Reservation;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServedCallTest {
    private static final int LIMIT = 16 << 20;

    private final MemoryBudget budget = new MemoryBudget(LIMIT, MemoryBudget.Listener.NONE);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ServedCall call = new ServedCall(1, 10, memory());

    private CallMemory memory() {
        assertThat(ChannelMemory.open(channel, budget)).isTrue();
        return new CallMemory(channel);
    }

    private static KeyValue row(int bytes) {
        return new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[bytes]), 1, 1, 1, 0);
    }

    @Test
    void what_was_reserved_while_an_answer_was_read_is_not_counted_twice() {
        long before = budget.usedBytes();
        assertThat(call.rows().add(row(1_000_000))).isTrue();
        Answer answer = new Answer.Found(new Rows(List.of(), 1, false, 1));
        assertThat(call.keep(answer)).isSameAs(answer);
        assertThat(budget.usedBytes() - before).isBetween(980_000L, 1_000_200L);
        call.close();
        assertThat(budget.usedBytes()).isEqualTo(before);
    }

    @Test
    void an_answer_that_is_expected_has_its_memory_before_it_is_read() {
        long before = budget.usedBytes();
        assertThat(call.expect(1_000_000)).isTrue();
        assertThat(call.take(400_000)).isTrue();
        assertThat(call.take(400_000)).isTrue();
        assertThat(budget.usedBytes() - before).isBetween(980_000L, 1_000_000L);
        assertThat(call.take(400_000)).isTrue();
        assertThat(budget.usedBytes() - before).isBetween(1_180_000L, 1_200_000L);
        assertThat(call.takenBytes()).isEqualTo(1_200_000);
        assertThat(new ServedCall(2, 10, memory()).expect(LIMIT)).isFalse();
    }

    @Test
    void an_answer_without_memory_becomes_a_refusal() {
        Reservation others = ChannelMemory.of(channel).reservation();
        assertThat(call.rows().add(row(1_000))).isTrue(); // so little is not counted at once
        assertThat(others.resize(LIMIT / 2)).isTrue();
        while (others.resize(others.bytes() + 100)) {
            // until nothing is left
        }
        assertThat(call.keep(new Answer.Found(new Rows(List.of(), 1, false, 1))))
                .isInstanceOfSatisfying(
                        Answer.Failed.class, kept -> assertThat(kept.message()).contains("no memory left"));
    }

    @Test
    void a_row_without_memory_is_not_accepted() {
        assertThat(call.rows().add(row(LIMIT))).isFalse();
        assertThat(call.rows().count()).isZero();
    }

    @Test
    void the_outcome_of_a_write_is_lost_rather_than_replaced() {
        KeyValue row = new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[LIMIT]), 1, 1, 1, 0);
        OperationResult read = new OperationResult(0, List.of(row), false);
        assertThat(call.keep(new Answer.Wrote(new Reply.Transacted(7, true, List.of(read)))))
                .isNull();
    }

    @Test
    void a_read_that_nobody_waits_for_gets_no_more_memory() {
        long before = budget.usedBytes();
        assertThat(call.take(500_000)).isTrue();
        call.close();
        assertThat(call.take(1)).isFalse();
        assertThat(budget.usedBytes()).isEqualTo(before);
    }
}
