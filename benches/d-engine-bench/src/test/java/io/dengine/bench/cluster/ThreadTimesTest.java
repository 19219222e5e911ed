package io.dengine.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ThreadTimesTest {
    @Test
    void threadsOfTheSameKindHaveOneName() {
        assertThat(ThreadTimes.nameOf("42 (d-engine-core-1) S 1")).isEqualTo("core");
        assertThat(ThreadTimes.nameOf("42 (d-engine-apply-) S 1")).isEqualTo("apply");
        assertThat(ThreadTimes.nameOf("43 (GC Thread#11) S 1")).isEqualTo("GC Thread");
        assertThat(ThreadTimes.nameOf("44 (a (b) 3) S 1")).isEqualTo("a (b)");
        assertThat(ThreadTimes.nameOf("45 (7) S 1")).isEqualTo("7");
    }

    @Test
    void onlyTheTimeSinceTheEarlierReadingCounts() throws IOException {
        long self = ProcessHandle.current().pid();
        ThreadTimes before = ThreadTimes.of(self);
        assertThat(before.secondsSince(before).values()).isNotEmpty().allMatch(seconds -> seconds == 0);
    }
}
