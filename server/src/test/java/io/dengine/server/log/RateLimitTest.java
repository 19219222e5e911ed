package io.dengine.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final RateLimit limit = new RateLimit(now::get);

    @Test
    void countsWhatItHeldBack() {
        assertThat(limit.acquire(1)).isZero();
        assertThat(limit.acquire(1)).isEqualTo(RateLimit.HELD_BACK);
        assertThat(limit.acquire(1)).isEqualTo(RateLimit.HELD_BACK);
        assertThat(limit.acquire(2)).isZero();
        now.addAndGet(TimeUnit.SECONDS.toNanos(5));
        assertThat(limit.acquire(1)).isEqualTo(2);
        now.addAndGet(TimeUnit.SECONDS.toNanos(5));
        assertThat(limit.acquire(1)).isZero();
    }

    @Test
    void lumpsTooManyKindsTogether() {
        for (int kind = 0; kind < 5_000; kind++) {
            long expected = kind <= 4_096 ? 0 : RateLimit.HELD_BACK;
            assertThat(limit.acquire(kind)).as("kind %d", kind).isEqualTo(expected);
        }
    }
}
