package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestBudgetTest {
    @Test
    void boundsTheNumberOfRequests() {
        RequestBudget budget = new RequestBudget(2, 1_000);
        assertThat(budget.tryEnter(0)).isTrue();
        assertThat(budget.tryEnter(0)).isTrue();
        assertThat(budget.tryEnter(0)).isFalse();
        budget.leave(0);
        assertThat(budget.tryEnter(0)).isTrue();
        assertThat(budget.requests()).isEqualTo(2);
    }

    @Test
    void boundsTheBytes() {
        RequestBudget budget = new RequestBudget(10, 100);
        assertThat(budget.tryEnter(60)).isTrue();
        assertThat(budget.tryEnter(41)).isFalse();
        assertThat(budget.tryEnter(40)).isTrue();
        budget.leave(60);
        assertThat(budget.tryEnter(60)).isTrue();
        assertThat(budget.requests()).isEqualTo(2);
    }
}
