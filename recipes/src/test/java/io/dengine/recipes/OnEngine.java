package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.client.ClientSettings;
import io.dengine.embedded.EmbeddedEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One engine for the tests of a class. Each test uses a name of its own, and a client for each process it plays. */
@Timeout(60)
abstract class OnEngine {
    /** A TTL that a test can wait for. */
    static final Duration SHORT = Duration.ofMillis(500);

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static @Nullable EmbeddedEngine engine;

    private final List<Client> clients = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path directory) {
        EmbeddedEngine started = EmbeddedEngine.start(directory);
        started.awaitReady(PATIENCE);
        engine = started;
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(engine).close();
    }

    @AfterEach
    void closeClients() {
        clients.forEach(Client::close);
    }

    /** What another process would have. */
    final Client client() {
        Client client = Objects.requireNonNull(engine).client(ClientSettings.STANDARD);
        clients.add(client);
        return client;
    }

    /** A session whose lease ends soon after its process died. */
    final Session session() {
        return Session.open(client(), SHORT);
    }

    /** A client with a short timeout whose transactions are never answered. */
    final Client unanswered() {
        return Intercepted.of(
                client().withTimeout(SHORT),
                (method, arguments, sending) -> method.equals("transact")
                        ? CompletableFuture.failedFuture(new EngineException.OutcomeUnknown("as the test wishes"))
                        : sending.send());
    }

    /** Asserts that {@code attempt} gives up long before the lease of its session ends. */
    static void assertUnavailableSoon(CompletableFuture<?> attempt) {
        assertThatThrownBy(() -> attempt.get(Session.STANDARD_TTL.toMillis() / 2, TimeUnit.MILLISECONDS))
                .hasCauseInstanceOf(EngineException.Unavailable.class);
    }

    /** Takes away what is held, as an expired lease does. */
    final void takeAway(Held held) {
        var unused = client().delete(held.key());
    }

    /** How many keys a recipe has stored. */
    final int keysOf(String name) {
        List<KeyValue> rows = client().scanPrefix(name).rows();
        return rows.size();
    }

    static <T> T soon(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come true within " + PATIENCE);
            }
            Thread.onSpinWait();
        }
    }
}
