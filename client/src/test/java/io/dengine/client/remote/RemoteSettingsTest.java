package io.dengine.client.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RemoteSettingsTest {
    private static RemoteSettings.Timing connectingFor(Duration connect) {
        return RemoteSettings.Timing.STANDARD.withConnect(connect);
    }

    @Test
    void a_time_is_from_a_millisecond_to_a_day() {
        for (Duration good : new Duration[] {Duration.ofMillis(1), Duration.ofDays(1)}) {
            assertThat(connectingFor(good).connect()).isEqualTo(good);
        }
        for (Duration bad : new Duration[] {
            Duration.ofNanos(999_999),
            Duration.ofDays(1).plusNanos(1),
            Duration.ofHours(47),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(-1)
        }) {
            assertThatThrownBy(() -> connectingFor(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a time must be from 1 ms to one day, not " + bad);
        }
    }
}
