package io.dengine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void isTheBlockThatOtherToolsRead() {
        Histogram micros = new Histogram(1, 600_000_000, 3);
        for (int i = 1; i <= 1000; i++) {
            micros.recordValue(i);
        }
        assertThat(printed(new Measurements(2_000_000_000L, micros, 0))).isEqualTo("""
                        Summary:
                        Total time:\t2.00 s
                         Requests:\t1000
                        Throughput:\t500.00 ops/sec

                        Latency distribution (μs):
                         Avg\t500.50
                         Min\t1.00
                         Max\t1000.00
                         p50\t500.00
                         p90\t900.00
                         p99\t990.00
                         p99.9\t999.00
                        """);
    }

    @Test
    void aRunWithoutSuccessIsZeros() {
        String printed = printed(new Measurements(1, new Histogram(1, 600_000_000, 3), 5));
        assertThat(printed)
                .contains(" Requests:\t0\n")
                .contains("Throughput:\t0.00 ops/sec\n")
                .contains(" Min\t0.00\n");
    }

    private static String printed(Measurements measurements) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Report.print(measurements, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
