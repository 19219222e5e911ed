package io.dengine.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0", "0.04|0.0", "9.94|9.9", "10|10", "12345.6|12,346", "123456789|123,456,789"})
    void rates(double value, String shown) {
        assertThat(Numbers.rate(value)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "0.004, 0 ms",
        "0.81, 0.81 ms",
        "3.14, 3.1 ms",
        "134.2, 134 ms",
        "9999, 9999 ms",
        "12345, 12.3 s"
    })
    void times(double millis, String shown) {
        assertThat(Numbers.millis(millis)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "5120, 5.0 KiB", "134217728, 128 MiB", "13207024435, 12 GiB", "1e18, 909495 TiB"
    })
    void sizes(double bytes, String shown) {
        assertThat(Numbers.bytes(bytes)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"-5, 0s", "59999, 59s", "192000, 3m12s", "7260000, 2h1m", "90000000, 1d1h"})
    void durations(long millis, String shown) {
        assertThat(Numbers.duration(millis)).isEqualTo(shown);
    }

    @Test
    void indexesOfAnySizeFitTheirColumn() {
        assertThat(Numbers.whole(Long.MAX_VALUE)).isEqualTo("9223372036.855G");
        assertThat(Numbers.whole(1_234_567_890L)).isEqualTo("1,234,567,890");
        assertThat(Numbers.whole(12_345_678_901L)).isEqualTo("12.346G");
    }
}
