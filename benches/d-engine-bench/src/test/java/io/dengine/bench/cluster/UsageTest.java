package io.dengine.bench.cluster;

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
    void aFieldOfTheStatusIsRead() {
        assertThat(Usage.kilobytes("VmHWM:", "Name:\tjava\nVmPeak:\t  99 kB\nVmHWM:\t  1234 kB\n"))
                .isEqualTo(1234);
    }

    @Test
    void thisProcessHasAll() throws IOException {
        long self = ProcessHandle.current().pid();
        assertThat(Usage.cpuSeconds(List.of(self))).isPositive();
        double resident = Usage.residentMegabytes(self);
        assertThat(resident).isGreaterThan(10);
        assertThat(Usage.peakMegabytes(self)).isGreaterThanOrEqualTo(resident);
    }
}
