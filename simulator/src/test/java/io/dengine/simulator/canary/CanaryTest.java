package io.dengine.simulator.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every canary still matches the sources; {@code scripts/canaries} inserts them. */
class CanaryTest {
    @Test
    void everyCanaryStillFits() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        assertThat(Canaries.all(root)).hasSizeGreaterThanOrEqualTo(12);
        for (Canary canary : Canaries.all(root)) {
            assertThat(canary.changes()).as(canary.name()).isNotEmpty();
            for (Canary.Change change : canary.changes()) {
                assertThat(change.changedSource(root)).as(canary.name()).isNotBlank();
            }
        }
    }
}
