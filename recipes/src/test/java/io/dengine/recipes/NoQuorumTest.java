package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.embedded.EmbeddedEngine;
import io.dengine.embedded.EngineConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What recipes say while the cluster has no leader: not that something is taken, for nobody knows. */
@Timeout(60)
class NoQuorumTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir
    Path directory;

    private interface Part {
        void run(Client client) throws Exception;
    }

    /** One engine of two: it never leads. */
    private void alone(Part part) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EngineConfig config = EngineConfig.in(directory)
                    .member(1, "127.0.0.1:" + freePort())
                    .member(2, "127.0.0.1:" + other.getLocalPort())
                    .build();
            try (EmbeddedEngine engine = EmbeddedEngine.start(config);
                    Client client = engine.client().withTimeout(Duration.ofSeconds(2))) {
                part.run(client);
            }
        }
    }

    private EngineConfig oneOfTwo(int id, String first, String second) {
        return EngineConfig.in(directory.resolve("node" + id))
                .nodeId(id)
                .member(1, first)
                .member(2, second)
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void assertUnavailable(ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOf(EngineException.Unavailable.class)
                .hasStackTraceContaining("NoQuorumTest");
    }

    @Test
    void a_lock_that_nobody_can_ask_about_is_not_reported_as_taken() throws Exception {
        alone(client -> {
            Lock lock = Lock.of(client, "lock");
            assertUnavailable(() -> lock.tryAcquire(SHORT));
            assertUnavailable(lock::tryAcquire);
        });
    }

    @Test
    void permits_and_elements_are_not_reported_as_gone() throws Exception {
        alone(client -> {
            assertUnavailable(() -> Semaphore.of(client, "permits", 2).tryAcquire(1, SHORT));
            assertUnavailable(() -> Queue.of(client, "queue").take(SHORT));
        });
    }

    @Test
    void a_barrier_that_nobody_can_ask_about_is_not_reported_as_raised() throws Exception {
        alone(client -> assertUnavailable(() -> Barrier.of(client, "barrier").await(SHORT)));
    }

    @Test
    void parties_that_nobody_can_ask_about_are_not_reported_as_still_there() throws Exception {
        String first = "127.0.0.1:" + freePort();
        String second = "127.0.0.1:" + freePort();
        try (EmbeddedEngine engine = EmbeddedEngine.start(oneOfTwo(1, first, second));
                Client client = engine.client().withTimeout(Duration.ofSeconds(2))) {
            Party party;
            try (EmbeddedEngine other = EmbeddedEngine.start(oneOfTwo(2, first, second))) {
                other.awaitReady(Duration.ofSeconds(30));
                party = DoubleBarrier.of(client, "double", 1).enter();
            }
            assertUnavailable(() -> party.leave(SHORT));
        }
    }
}
