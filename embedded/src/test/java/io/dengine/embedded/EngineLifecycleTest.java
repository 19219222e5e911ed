package io.dengine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.dengine.api.AsyncClient;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.ReadOptions;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import io.dengine.client.ClientSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** How engines begin and end. */
@Timeout(120)
class EngineLifecycleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private static EmbeddedEngine ready(EmbeddedEngine engine) {
        engine.awaitReady(PATIENCE);
        return engine;
    }

    /** Of the system, not of an engine: they serve whatever uses virtual threads, timeouts or the network. */
    private static boolean isShared(Thread thread) {
        String name = thread.getName();
        ThreadGroup group = thread.getThreadGroup();
        return group == null
                || group.getName().equals("system")
                || name.startsWith("ForkJoinPool")
                || name.startsWith("CompletableFutureDelayScheduler")
                || name.startsWith("VirtualThread-unparker")
                || name.startsWith("junit-");
    }

    private static Set<Thread> threads() {
        Set<Thread> found = new HashSet<>(Thread.getAllStackTraces().keySet());
        found.removeIf(EngineLifecycleTest::isShared);
        return found;
    }

    private static List<String> openFiles() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    files.add(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException e) {
                    // The one that lists them is closed by now.
                }
            }
        }
        // Which number a socket or a selector has says nothing; jars are opened when classes are first needed.
        files.replaceAll(name -> name.replaceAll("\\[\\d+]", ""));
        files.removeIf(name -> name.endsWith(".jar") || name.endsWith("modules"));
        files.sort(null);
        return files;
    }

    private void liveOnce(Path data) {
        EngineConfig config = Cluster.quick(EngineConfig.in(data))
                .listenOn("127.0.0.1:" + freePort())
                .build();
        try (EmbeddedEngine engine = ready(EmbeddedEngine.start(config))) {
            engine.client().put("key", "value");
            engine.onLeaderChange(leader -> {});
            engine.client().async().get(Bytes.utf8("key")).join();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no port is free", e);
        }
    }

    private static long incarnationOf(EngineConfig config) {
        try (EmbeddedEngine engine = ready(EmbeddedEngine.start(config))) {
            engine.client().put("key", "value");
            return engine.client().cluster().incarnation();
        }
    }

    @Test
    void an_engine_that_begins_again_without_its_data_has_another_history() throws IOException {
        Path data = directory.resolve("data");
        EngineConfig config = Cluster.quick(EngineConfig.in(data)).build();
        long first = incarnationOf(config);
        assertThat(incarnationOf(config)).isEqualTo(first);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(incarnationOf(config)).isNotZero().isNotEqualTo(first);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nothing_is_left_of_an_engine_that_was_closed() throws Exception {
        liveOnce(directory.resolve("first")); // what the libraries keep for good is there after this
        Set<Thread> threadsBefore = threads();
        List<String> filesBefore = openFiles();
        liveOnce(directory.resolve("second"));
        for (Thread thread : threads()) {
            if (!threadsBefore.contains(thread)) {
                // A thread of the network library ends a moment after it has had nothing to do.
                assertThat(thread.join(Duration.ofSeconds(10)))
                        .as(thread.getName())
                        .isTrue();
            }
        }
        assertThat(openFiles()).isEqualTo(filesBefore);
        liveOnce(directory.resolve("second"));
    }

    @Test
    void an_engine_alone_opens_no_port_and_needs_no_event_loop() {
        Set<Thread> before = threads();
        try (EmbeddedEngine engine = ready(EmbeddedEngine.start(directory))) {
            Set<Thread> own = threads();
            own.removeAll(before);
            assertThat(own).extracting(Thread::getName).noneMatch(name -> name.contains("loop"));
            assertThat(own).allMatch(Thread::isDaemon);
            assertThat(engine.nodeId()).isEqualTo(1);
        }
    }

    @Test
    void a_directory_belongs_to_one_engine() {
        try (EmbeddedEngine engine = ready(EmbeddedEngine.start(directory))) {
            assertThatThrownBy(() -> EmbeddedEngine.start(directory))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("is in use by another node")
                    .hasMessageContaining("Nothing was changed");
            engine.client().put("key", "value");
        }
        try (EmbeddedEngine engine = ready(EmbeddedEngine.start(directory))) {
            assertThat(engine.client().getLinearizable("key")).isPresent();
        }
    }

    @Test
    void a_port_that_is_taken_keeps_the_engine_from_starting_and_the_directory_free() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EngineConfig config = EngineConfig.in(directory)
                    .listenOn("127.0.0.1:" + taken.getLocalPort())
                    .build();
            assertThatThrownBy(() -> EmbeddedEngine.start(config))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
        ready(EmbeddedEngine.start(directory)).close();
    }

    private static EngineConfig failing(Path data) {
        return EngineConfig.in(data)
                .customStateMachine(own -> {
                    Files.createDirectories(own);
                    Files.writeString(own.resolve("half"), "written");
                    throw new IOException("it is a test");
                })
                .build();
    }

    @Test
    void a_start_that_fails_leaves_nothing_that_was_not_there_before() throws IOException {
        Path fresh = directory.resolve("a/b");
        assertThatThrownBy(() -> EmbeddedEngine.start(failing(fresh))).isInstanceOf(StartException.class);
        assertThat(directory).isEmptyDirectory();

        Path kept = Files.createDirectories(directory.resolve("mine"));
        Files.writeString(kept.resolve("notes"), "mine");
        assertThatThrownBy(() -> EmbeddedEngine.start(failing(kept))).isInstanceOf(StartException.class);
        try (Stream<Path> left = Files.walk(directory)) {
            assertThat(left).containsExactlyInAnyOrder(directory, kept, kept.resolve("notes"));
        }
    }

    @Test
    void a_start_that_fails_does_not_touch_data() throws IOException {
        try (EmbeddedEngine engine = ready(EmbeddedEngine.start(directory))) {
            engine.client().put("key", "value");
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EngineConfig config = EngineConfig.in(directory)
                    .listenOn("127.0.0.1:" + taken.getLocalPort())
                    .build();
            assertThatThrownBy(() -> EmbeddedEngine.start(config)).isInstanceOf(StartException.class);
        }
        try (EmbeddedEngine engine = ready(EmbeddedEngine.start(directory))) {
            assertThat(engine.client().getLinearizable("key")).isPresent();
        }
    }

    @Test
    void no_thread_of_a_closed_engine_keeps_the_process_from_its_end() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LastThreads.class.getName(),
                        directory.toString(),
                        "127.0.0.1:" + freePort())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("still running: [main]");
    }

    /** Runs an engine, closes it, and says which threads the end of the process has to wait for then. */
    static final class LastThreads {
        private LastThreads() {}

        public static void main(String[] arguments) {
            EngineConfig config = Cluster.quick(EngineConfig.in(Path.of(arguments[0])))
                    .listenOn(arguments[1])
                    .build();
            try (EmbeddedEngine engine = ready(EmbeddedEngine.start(config))) {
                engine.client().put("key", "value");
            }
            List<String> left = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !thread.isDaemon())
                    .map(Thread::getName)
                    .sorted()
                    .toList();
            System.out.println("still running: " + left);
        }
    }

    @Test
    void several_engines_live_side_by_side() {
        List<EmbeddedEngine> engines = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            engines.add(EmbeddedEngine.start(directory.resolve("engine" + i)));
        }
        Set<String> clusters = new HashSet<>();
        for (EmbeddedEngine engine : engines) {
            ready(engine).client().put("key", "of " + engine.client().cluster().clusterId());
            clusters.add(engine.client().cluster().clusterId());
        }
        assertThat(clusters).as("each is a cluster of its own").hasSize(4);
        engines.forEach(EmbeddedEngine::close);
    }

    @Test
    void closing_twice_is_closing_once() throws Exception {
        EmbeddedEngine engine = ready(EmbeddedEngine.start(directory));
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            Thread.ofVirtual().start(() -> {
                engine.close();
                done.countDown();
            });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        engine.close();
        assertThat(engine.isStopped()).isTrue();
        assertThat(engine.failed()).isNotDone();
    }

    @Test
    void whoever_waits_is_answered_when_the_engine_is_closed() {
        EmbeddedEngine engine = ready(EmbeddedEngine.start(directory));
        AsyncClient client = engine.client().async();
        List<CompletableFuture<WriteResult>> writes = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            writes.add(client.put(Bytes.utf8("key" + i), Bytes.utf8("value")));
        }
        CompletableFuture<?> read = client.get(Bytes.utf8("key"), ReadOptions.EVENTUAL.notBefore(1_000_000));
        engine.close();
        assertThat(read).isCompletedExceptionally();
        List<Integer> acknowledged = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            if (isAcknowledged(writes.get(i))) {
                acknowledged.add(i);
            }
        }
        try (EmbeddedEngine again = ready(EmbeddedEngine.start(directory))) {
            for (int i : acknowledged) {
                assertThat(again.client().getEventual("key" + i)).isPresent();
            }
        }
    }

    private static boolean isAcknowledged(CompletableFuture<WriteResult> write) {
        try {
            write.get(30, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause())
                    .isInstanceOfAny(EngineException.Closed.class, EngineException.OutcomeUnknown.class);
            return false;
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("a write was never answered", e);
        }
    }

    @Test
    void a_closed_engine_says_so() {
        EmbeddedEngine engine = ready(EmbeddedEngine.start(directory));
        var client = engine.client();
        engine.close();
        assertThatThrownBy(() -> client.put("key", "value")).isInstanceOf(EngineException.Closed.class);
        assertThatThrownBy(() -> client.getEventual("key")).isInstanceOf(EngineException.Closed.class);
        assertThatThrownBy(() -> engine.client().put("key", "value")).isInstanceOf(EngineException.Closed.class);
        assertThatThrownBy(() -> engine.awaitReady(PATIENCE)).isInstanceOf(EngineException.Closed.class);
        assertThatThrownBy(() -> engine.admin().takeSnapshot().join()).hasCauseInstanceOf(EngineException.Closed.class);
    }

    @Test
    void a_client_that_is_closed_is_replaced_and_others_go_on() {
        try (EmbeddedEngine engine = ready(EmbeddedEngine.start(directory))) {
            try (var own = engine.client(ClientSettings.STANDARD.withTimeout(Duration.ofSeconds(1)))) {
                own.put("key", "value");
            }
            try (var shared = engine.client()) {
                assertThat(shared.getLinearizable("key")).isPresent();
            }
            assertThat(engine.client().getLinearizable("key"))
                    .map(KeyValue::valueText)
                    .hasValue("value");
        }
    }

    @Test
    void an_engine_that_was_lost_is_told_of() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getFormattedMessage().contains("was garbage-collected without close()")) {
                    told.countDown();
                }
            }
        };
        listener.start();
        Logger log = (Logger) LoggerFactory.getLogger(EmbeddedEngine.class);
        log.addAppender(listener);
        EngineParts parts = lose();
        while (!told.await(50, TimeUnit.MILLISECONDS)) {
            System.gc();
        }
        log.detachAppender(listener);
        parts.close();
    }

    /** Answers with what goes on, so that the test can end it. */
    private EngineParts lose() {
        EmbeddedEngine engine = ready(EmbeddedEngine.start(directory));
        engine.client().put("key", "value");
        return engine.parts();
    }
}
