package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.CoreStatus;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import org.junit.jupiter.api.Test;

class ReadRequestTest {
    private final RequestBudget budget = new RequestBudget(10, 10);

    private ReadRequest request(boolean leased) {
        return new ReadRequest(new Request.Ticket(budget, 0, 0, 10), leased);
    }

    @Test
    void aLeaseIsEnoughOnlyForWhoAskedSo() {
        assertThat(request(true).leased()).isTrue();
        assertThat(request(false).leased()).isFalse();
    }

    @Test
    void theFirstAnswerCounts() {
        ReadRequest read = request(false);
        assertThat(read.isAnswered()).isFalse();
        assertThat(read.readableAt(7)).isTrue();
        assertThat(read.readableAt(8)).isFalse();
        assertThat(read.refuse(refusal())).isFalse();
        assertThat(read.readable().join()).isEqualTo(7);
        assertThat(read.isAnswered()).isTrue();
    }

    @Test
    void aRefusalIsAnAnswer() {
        ReadRequest read = request(false);
        assertThat(read.refuse(refusal())).isTrue();
        assertThat(read.readableAt(7)).isFalse();
        assertThatThrownBy(read.readable()::join).hasCauseInstanceOf(RefusedException.class);
    }

    private static RefusedException refusal() {
        return new RefusedException(Refusal.STOPPED, CoreStatus.NO_LEADER, "This node stops. Nothing was read.");
    }
}
