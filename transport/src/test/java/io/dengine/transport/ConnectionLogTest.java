package io.dengine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionLogTest {
    private static final long SECOND = 1_000_000_000L;
    private final ConnectionLog log = new ConnectionLog(1);

    @Test
    void theSameIsSaidOnlyNowAndThenAndCountedMeanwhile() {
        assertThat(log.admit(2, "connection lost", 0)).isEqualTo("connection lost");
        assertThat(log.admit(2, "connection lost", SECOND)).isNull();
        assertThat(log.admit(3, "connection lost", SECOND)).isEqualTo("connection lost");
        assertThat(log.admit(2, "connection established", 2 * SECOND))
                .isEqualTo("connection established (1 similar lines left out)");
        assertThat(log.admit(2, "connection lost", 3 * SECOND)).isEqualTo("connection lost");
        assertThat(log.admit(2, "connection lost", 13 * SECOND)).isEqualTo("connection lost");
    }

    @Test
    void strangersShareOneBudget() {
        assertThat(log.admit(ConnectionLog.STRANGER, "one", 0)).isEqualTo("one");
        assertThat(log.admit(ConnectionLog.STRANGER, "another", SECOND)).isNull();
        assertThat(log.admit(ConnectionLog.STRANGER, "third", 11 * SECOND))
                .isEqualTo("third (1 similar lines left out)");
    }

    @Test
    void aConnectionThatComesAndGoesDoesNotFillTheLog() {
        int lines = 0;
        for (int i = 0; i < 1_000; i++) {
            lines += log.admit(2, i % 2 == 0 ? "lost" : "established", i * SECOND / 100) == null ? 0 : 1;
        }
        assertThat(lines).isEqualTo(10);
    }
}
