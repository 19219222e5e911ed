package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestBudgetTest {
    @Test
    void boundsTheNumberOfRequests() {
        RequestBudget admission = new RequestBudget(2, 1_000);
        assertThat(admission.tryEnter(0)).isTrue();
        assertThat(admission.tryEnter(0)).isTrue();
        assertThat(admission.tryEnter(0)).isFalse();
        admission.leave(0);
        assertThat(admission.tryEnter(0)).isTrue();
        assertThat(admission.requests()).isEqualTo(2);
    }

    @Test
    void boundsTheBytes() {
        RequestBudget admission = new RequestBudget(10, 100);
        assertThat(admission.tryEnter(60)).isTrue();
        assertThat(admission.tryEnter(41)).isFalse();
        assertThat(admission.tryEnter(40)).isTrue();
        admission.leave(60);
        assertThat(admission.tryEnter(60)).isTrue();
        assertThat(admission.requests()).isEqualTo(2);
    }
}
