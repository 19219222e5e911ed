package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private final Waiters waiters = new Waiters();
    private final RequestBudget budget = new RequestBudget(100_000, 1);

    @Test
    void thoseWhoseDeadlineHasComeAreToldInOrder() {
        ReadRequest first = add(10);
        ReadRequest second = add(20);
        add(30);
        List<Request> late = new ArrayList<>();
        assertThat(waiters.expire(9, late::add)).isFalse();
        assertThat(waiters.expire(20, late::add)).isTrue();
        assertThat(late).containsExactly(first, second);
        assertThat(waiters.nextDeadlineNanos()).isEqualTo(30);
    }

    @Test
    void thoseAnsweredLeaveUnseen() {
        ReadRequest answered = add(10);
        answered.readableAt(1);
        add(20);
        assertThat(waiters.expire(15, request -> {
                    throw new AssertionError("nobody is late");
                }))
                .isFalse();
        assertThat(waiters.nextDeadlineNanos()).isEqualTo(20);
    }

    @Test
    void whenAllAreLateThatIsSaid() {
        add(10);
        add(20);
        List<Request> late = new ArrayList<>();
        assertThat(waiters.expire(20, late::add)).isTrue();
        assertThat(late).hasSize(2);
        assertThat(waiters.nextDeadlineNanos()).isEqualTo(Stage.NO_DEADLINE);
        assertThat(waiters.expire(20, late::add)).isFalse();
    }

    /** To look through the queue at each arrival would cost more than what it frees. */
    @Test
    void aShortQueueIsNotLookedThrough() {
        ReadRequest answered = add(10);
        answered.readableAt(1);
        ReadRequest open = add(20);
        List<Request> left = new ArrayList<>();
        waiters.drain(left::add);
        assertThat(left).containsExactly(answered, open);
    }

    @Test
    void oneThatWaitsLongDoesNotKeepTheOthersInMemory() {
        ReadRequest slow = add(1_000);
        for (int i = 0; i < 20_000; i++) {
            add(2_000).readableAt(1);
        }
        List<Request> left = new ArrayList<>();
        waiters.drain(left::add);
        assertThat(left).contains(slow).hasSizeLessThan(5_000);
    }

    private ReadRequest add(long deadlineNanos) {
        ReadRequest request = new ReadRequest(new Request.Ticket(budget, 0, 0, deadlineNanos), false);
        waiters.add(request);
        return request;
    }
}
