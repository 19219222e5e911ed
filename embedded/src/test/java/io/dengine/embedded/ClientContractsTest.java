package io.dengine.embedded;

import io.dengine.api.Client;
import io.dengine.testkit.contract.ClientContract;
import io.dengine.testkit.contract.LeaseContract;
import io.dengine.testkit.contract.WatchContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The client of an engine does what every client does. */
class ClientContractsTest {
    private static @Nullable EmbeddedEngine engine;

    @BeforeAll
    static void start(@TempDir Path directory) {
        EmbeddedEngine started = EmbeddedEngine.start(directory);
        started.awaitReady(Duration.ofSeconds(20));
        engine = started;
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(engine).close();
    }

    private static Client shared() {
        return Objects.requireNonNull(engine).client();
    }

    @Nested
    class KeysTest extends ClientContract {
        @Override
        protected Client client() {
            return shared();
        }
    }

    @Nested
    class LeasesTest extends LeaseContract {
        @Override
        protected Client client() {
            return shared();
        }
    }

    @Nested
    class WatchesTest extends WatchContract {
        @Override
        protected Client client() {
            return shared();
        }
    }
}
