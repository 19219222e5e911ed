package io.dengine.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PausesTest {
    private static final String PAUSE = "[2.345s][info][safepoint] Safepoint \"G1CollectForAllocation\", Time since"
            + " last: 104718042 ns, Reaching safepoint: 21018 ns, Cleanup: 3000 ns, At safepoint: 5190003 ns, Leaving"
            + " safepoint: 900 ns, Total: 5214921 ns, Threads: 1 runnable, 32 total\n";

    @TempDir
    Path directory;

    @Test
    void a_pause_lasts_from_the_request_to_the_end() {
        assertThat(Pauses.nanos(PAUSE)).isEqualTo(5_214_921);
        assertThat(Pauses.nanos("[0.01s][info][safepoint] Using periodic sampling"))
                .isZero();
    }

    @Test
    void only_pauses_since_the_beginning_count_and_the_longest_of_any_node() throws Exception {
        Path one = directory.resolve("pauses-1.log");
        Path other = directory.resolve("pauses-2.log");
        Files.writeString(one, PAUSE.replace("5214921", "900000000"));
        Files.writeString(other, "");
        Pauses pauses = new Pauses(directory);
        pauses.begin();
        Files.writeString(one, PAUSE, StandardOpenOption.APPEND);
        Files.writeString(other, PAUSE.replace("5214921", "2000000"), StandardOpenOption.APPEND);
        Pauses.Sum sum = pauses.sum(100_000_000);
        assertThat(sum.longestMillis()).isEqualTo(5.214921);
        assertThat(sum.share()).isEqualTo((5_214_921 + 2_000_000) / 100e6 / 2);
    }
}
