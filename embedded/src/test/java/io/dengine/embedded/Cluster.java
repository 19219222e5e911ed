package io.dengine.embedded;

import io.dengine.api.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Several engines in this process, which form a cluster over loopback ports. */
final class Cluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What engines of a cluster have beside the usual. */
    interface Settings {
        /** Nothing. */
        Settings NONE = (id, builder) -> builder;

        EngineConfig.Builder of(int id, EngineConfig.Builder builder);
    }

    private final Path root;
    private final List<Integer> ports;
    private final Settings settings;
    private final Map<Integer, EmbeddedEngine> engines = new HashMap<>();

    /** Starts engines 1 to {@code size}, all of them voters. */
    Cluster(Path root, int size, Settings settings) {
        this.root = root;
        this.settings = settings;
        this.ports = freePorts(size + 2);
        for (int id = 1; id <= size; id++) {
            startVoter(id, size);
        }
        engines.values().forEach(engine -> engine.awaitReady(PATIENCE));
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address(int id) {
        return "127.0.0.1:" + ports.get(id - 1);
    }

    Path directory(int id) {
        return root.resolve("engine" + id);
    }

    /** What an engine is made from, but for its members. */
    EngineConfig.Builder builder(int id) {
        return settings.of(id, quick(EngineConfig.in(directory(id)).nodeId(id)));
    }

    /** Elections take a fraction of a second. */
    static EngineConfig.Builder quick(EngineConfig.Builder builder) {
        return builder.electionTimeout(Duration.ofMillis(400), Duration.ofMillis(800))
                .heartbeat(Duration.ofMillis(50));
    }

    /** Starts one of the first {@code size}, anew or again. */
    EmbeddedEngine startVoter(int id, int size) {
        EngineConfig.Builder config = builder(id);
        for (int member = 1; member <= size; member++) {
            config.member(member, address(member));
        }
        return start(id, config);
    }

    EmbeddedEngine start(int id, EngineConfig.Builder config) {
        EmbeddedEngine engine = EmbeddedEngine.start(config.build());
        engines.put(id, engine);
        return engine;
    }

    EmbeddedEngine engine(int id) {
        EmbeddedEngine engine = engines.get(id);
        if (engine == null) {
            throw new IllegalStateException("engine " + id + " does not run");
        }
        return engine;
    }

    EmbeddedEngine leader() {
        return engine(engine(1).awaitReady(PATIENCE).nodeId());
    }

    EmbeddedEngine follower() {
        int leader = leader().nodeId();
        return engine(leader == 1 ? 2 : 1);
    }

    /** What {@code observed} tells first of what is {@code wanted}. */
    static <T> T awaited(Function<Consumer<T>, Subscription> observed, Predicate<T> wanted) {
        CompletableFuture<T> seen = new CompletableFuture<>();
        try (Subscription watching = observed.apply(value -> {
            if (wanted.test(value)) {
                seen.complete(value);
            }
        })) {
            return seen.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
    }

    @Override
    public void close() {
        engines.values().forEach(EmbeddedEngine::close);
    }
}
