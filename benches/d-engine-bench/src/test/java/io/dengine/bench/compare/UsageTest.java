package io.dengine.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTest {
    @Test
    void aNameWithSpacesAndBracketsHidesNoFigure() {
        String stat = "42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 120 30 0 0 20";
        assertThat(Usage.ticksOf(stat)).isEqualTo(150);
    }

    @Test
    void thePeakIsRead() {
        assertThat(Usage.peakKilobytes("Name:\tjava\nVmPeak:\t  99 kB\nVmHWM:\t  1234 kB\n"))
                .isEqualTo(1234);
    }

    @Test
    void thisProcessHasBoth() throws IOException {
        List<Long> self = List.of(ProcessHandle.current().pid());
        assertThat(Usage.cpuSeconds(self)).isPositive();
        assertThat(Usage.peakMegabytes(self)).isGreaterThan(10);
    }
}
