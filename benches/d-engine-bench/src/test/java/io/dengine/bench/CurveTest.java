package io.dengine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CurveTest {
    private long nanos;

    private String printed(Curve curve) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        curve.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void eachLineIsForTheCallsSinceTheLineBefore() {
        Curve curve = new Curve(1_000, () -> nanos, () -> nanos / 2);
        for (int call = 0; call <= 2_000; call++) {
            nanos = call < 1_000 ? call * 1_000_000L : 1_000_000_000L + (call - 1_000) * 500_000L;
            curve.begun(call);
        }
        assertThat(printed(curve)).isEqualTo("""

                        Calls\tops/sec\tnodes' CPU per call (μs)
                        1000\t1000\t500.0
                        2000\t2000\t250.0
                        """);
    }

    @Test
    void nothingIsPrintedWhereNoCurveIsAskedFor() {
        Curve curve = Curve.none();
        curve.begun(0);
        assertThat(printed(curve)).isEmpty();
    }
}
