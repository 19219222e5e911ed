package io.dengine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final long USUAL_MILLIS = 1_000;

    private final Patience patience = new Patience();

    @Test
    void sidesThatNeedLongerThanUsualMeetAfterSomeFailures() {
        long neededMillis = 10 * USUAL_MILLIS;
        int attempts = 1;
        while (patience.of(USUAL_MILLIS) < neededMillis) {
            patience.failed();
            attempts++;
        }
        assertThat(attempts).isEqualTo(5);
    }

    @Test
    void itHasABoundAndEndsWithSuccess() {
        for (int i = 0; i < 100; i++) {
            patience.failed();
        }
        assertThat(patience.of(USUAL_MILLIS)).isEqualTo(Patience.MOST * USUAL_MILLIS);
        patience.succeeded();
        assertThat(patience.of(USUAL_MILLIS)).isEqualTo(USUAL_MILLIS);
    }
}
