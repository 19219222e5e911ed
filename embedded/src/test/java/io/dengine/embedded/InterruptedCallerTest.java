package io.dengine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dengine.bytes.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Engines are opened and closed by threads that were told to stop: executors that end, tests whose time is over. */
@Timeout(120)
class InterruptedCallerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @AfterEach
    void calm() {
        boolean unused = Thread.interrupted();
    }

    private static void assertStillInterrupted() {
        assertThat(Thread.interrupted()).as("the caller stays interrupted").isTrue();
    }

    @Test
    void an_interrupted_thread_starts_an_engine() {
        Thread.currentThread().interrupt();
        try (EmbeddedEngine engine = EmbeddedEngine.start(directory)) {
            assertStillInterrupted();
            engine.awaitReady(PATIENCE);
            engine.client().put("key", "value");
        }
    }

    @Test
    void an_interrupted_thread_closes_an_engine_and_sets_the_directory_free() {
        EmbeddedEngine engine = EmbeddedEngine.start(directory);
        engine.awaitReady(PATIENCE);
        engine.client().put("key", "value");
        Thread.currentThread().interrupt();
        engine.close();
        assertStillInterrupted();
        try (EmbeddedEngine next = EmbeddedEngine.start(directory)) {
            next.awaitReady(PATIENCE);
            assertThat(next.client().getLinearizable("key")).isPresent();
        }
    }

    @Test
    void an_interrupted_thread_restores_a_backup() throws IOException {
        Path backup = directory.resolve("backup");
        try (EmbeddedEngine engine = EmbeddedEngine.start(directory.resolve("first"))) {
            engine.awaitReady(PATIENCE);
            engine.client().put("key", "value");
            long unused = engine.admin().backup(backup).join();
        }
        Thread.currentThread().interrupt();
        EmbeddedEngine.restore(
                backup, EngineConfig.in(directory.resolve("second")).build());
        assertStillInterrupted();
        try (EmbeddedEngine engine = EmbeddedEngine.start(directory.resolve("second"))) {
            engine.awaitReady(PATIENCE);
            assertThat(engine.client().getLinearizable("key")).isPresent();
        }
    }

    /** Whoever continues a future there knows the thread, and may interrupt it then or later. */
    @ParameterizedTest
    @EnumSource(Durability.class)
    void an_interrupt_of_the_threads_that_answer_stops_nothing(Durability durability) {
        Set<Thread> answering = ConcurrentHashMap.newKeySet();
        EngineConfig config = EngineConfig.in(directory).durability(durability).build();
        try (EmbeddedEngine engine = EmbeddedEngine.start(config)) {
            engine.awaitReady(PATIENCE);
            for (int i = 0; i < 500; i++) {
                CompletableFuture<Void> continued = engine.client()
                        .async()
                        .put(Bytes.utf8("key-" + i), Bytes.utf8("value"))
                        .thenRun(() -> {
                            answering.add(Thread.currentThread());
                            Thread.currentThread().interrupt();
                        });
                answering.forEach(Thread::interrupt);
                continued.join();
                boolean unused = Thread.interrupted();
            }
            assertThat(engine.isStopped()).isFalse();
            assertThat(engine.client().getLinearizable("key-499")).isPresent();
        }
        assertThat(answering).isNotEmpty();
        try (EmbeddedEngine engine = EmbeddedEngine.start(config)) {
            engine.awaitReady(PATIENCE);
            assertThat(engine.client().getLinearizable("key-0")).isPresent();
            assertThat(engine.client().getLinearizable("key-499")).isPresent();
        }
    }

    @Test
    void an_interrupt_ends_the_wait_to_be_admitted_and_leaves_nothing() throws IOException {
        Path data = directory.resolve("joins");
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> EmbeddedEngine.start(joins(data, silent)))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("interrupted before any cluster had admitted it");
            assertStillInterrupted();
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void an_interrupt_while_a_member_is_asked_says_that_it_may_have_added_the_node() throws Exception {
        Path data = directory.resolve("asks");
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread caller = new Thread(
                    () -> end.complete(catchThrowable(() -> EmbeddedEngine.start(joins(data, silent)))), "caller");
            caller.start();
            try (Socket asked = silent.accept()) {
                assertThat(asked.isConnected()).isTrue();
                caller.interrupt();
                assertThat(end.get())
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining("A member may have added node 2 meanwhile");
            }
            caller.join();
        }
        assertThat(data).doesNotExist();
    }

    private static EngineConfig joins(Path data, ServerSocket member) {
        return EngineConfig.in(data)
                .nodeId(2)
                .listenOn("127.0.0.1:0")
                .address("127.0.0.1:1")
                .join("127.0.0.1:" + member.getLocalPort())
                .build();
    }

    @Test
    void a_refused_start_shows_who_asked_for_it() {
        try (EmbeddedEngine engine = EmbeddedEngine.start(directory)) {
            assertThat(engine.isStopped()).isFalse();
            assertThatThrownBy(() -> EmbeddedEngine.start(directory))
                    .isInstanceOf(StartException.class)
                    .hasStackTraceContaining("InterruptedCallerTest")
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("a_refused_start_shows_who_asked_for_it");
        }
    }
}
