package io.dengine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.ReadLevel;
import io.dengine.bytes.Bytes;
import io.dengine.embedded.example.Counters;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads of a custom state machine, which follow the engine's confirmation. */
@Timeout(60)
class CustomReadsTest {
    @TempDir
    Path directory;

    private final Map<Integer, Counters> counters = new ConcurrentHashMap<>();

    private EngineConfig.Builder counting(int id, EngineConfig.Builder builder) {
        return builder.requestTimeout(Cluster.PATIENCE).customStateMachine(place -> {
            Counters fresh = new Counters();
            counters.put(id, fresh);
            return fresh;
        });
    }

    private long visits(int id) {
        return Objects.requireNonNull(counters.get(id)).count("visits");
    }

    private static <T> T soon(CompletableFuture<T> future) {
        return future.orTimeout(Cluster.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    void an_eventual_read_is_never_older_than_one_before_a_restart() {
        try (Cluster cluster = new Cluster(directory, 2, this::counting)) {
            soon(cluster.engine(1).propose(Bytes.utf8("visits")));
            long before = soon(cluster.engine(1).readIndex());
            assertThat(visits(1)).isEqualTo(1);
            cluster.close();

            CompletableFuture<Long> read = cluster.startVoter(1, 2).readIndex(ReadLevel.EVENTUAL);
            assertThat(read).as("nobody can tell what is committed").isNotDone();
            var unused = cluster.startVoter(2, 2);
            assertThat(soon(read)).isGreaterThanOrEqualTo(before);
            assertThat(visits(1)).isEqualTo(1);
        }
    }
}
