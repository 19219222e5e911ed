package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeHooks;
import io.dengine.kv.rocksdb.RocksConfig;
import io.dengine.kv.store.KeyTables;
import io.dengine.node.LocalNode;
import io.dengine.node.LocalNodeConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store on disk belongs to the log that led to it: it is used with that log only, and is made anew otherwise. */
@Timeout(120)
class DiskStoreTest {
    private static final KeyTables.Opener DISK = RocksConfig.STANDARD;
    private static final KeyTables.Opener MEMORY = KeyTables.Opener.MEMORY;

    @TempDir
    Path directory;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void stop() throws InterruptedException {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    @Test
    void theStoreGoesOnWhereItWas() throws Exception {
        try (LocalNode node = started(DISK)) {
            put(node, "a", "1");
        }
        try (LocalNode node = LocalNode.open(config(DISK), NodeHooks.none(), loops)) {
            assertThat(value(node, "a")).as("before anything is applied").isEqualTo("1");
            node.start();
            put(node, "a", "2");
            assertThat(value(node, "a")).isEqualTo("2");
        }
    }

    @Test
    void aStoreWhoseLogIsGoneIsForgotten() throws Exception {
        try (LocalNode node = started(DISK)) {
            put(node, "a", "1");
        }
        delete(directory.resolve("log"));
        try (LocalNode node = started(DISK)) {
            put(node, "b", "1");
            assertThat(value(node, "a")).isNull();
            assertThat(stores()).hasSize(1);
        }
    }

    @Test
    void whatANodeDidInMemoryMeanwhileIsNotMissing() throws Exception {
        try (LocalNode node = started(DISK)) {
            put(node, "a", "1");
        }
        try (LocalNode node = started(MEMORY)) {
            put(node, "b", "1");
            assertThat(value(node, "a")).isEqualTo("1");
            assertThat(stores()).isEmpty();
        }
        try (LocalNode node = started(DISK)) {
            put(node, "c", "1");
            assertThat(value(node, "a")).isEqualTo("1");
            assertThat(value(node, "b")).isEqualTo("1");
        }
    }

    @Test
    void aDamagedStoreIsMadeAnew() throws Exception {
        try (LocalNode node = started(DISK)) {
            put(node, "a", "1");
        }
        try (Stream<Path> files = Files.walk(directory.resolve("store"))) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("MANIFEST"))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        try (LocalNode node = started(DISK)) {
            put(node, "b", "1");
            assertThat(value(node, "a")).isEqualTo("1");
        }
    }

    private LocalNode started(KeyTables.Opener keys) throws IOException {
        LocalNode node = LocalNode.open(config(keys), NodeHooks.none(), loops);
        node.start();
        return node;
    }

    private LocalNodeConfig config(KeyTables.Opener keys) {
        List<Member> alone = List.of(new Member(1, "127.0.0.1:1", 0, Member.Role.VOTER));
        return NodeInProcess.config(1, alone, directory, keys);
    }

    private static void put(LocalNode node, String key, String value) throws Exception {
        var unused = node.node()
                .submit(new Command.Put(Bytes.utf8(key), Bytes.utf8(value)).encode())
                .get(20, TimeUnit.SECONDS);
    }

    private static @Nullable String value(LocalNode node, String key) {
        KeyValue found = node.store().get(Bytes.utf8(key));
        return found == null ? null : found.value().toUtf8();
    }

    private List<Path> stores() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("store"))) {
            return files.toList();
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
