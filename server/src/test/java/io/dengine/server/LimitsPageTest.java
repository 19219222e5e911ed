package io.dengine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.call.Frames;
import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.NodeConfig;
import io.dengine.kv.store.Limits;
import io.dengine.server.config.ConfigException;
import io.dengine.server.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page of limits says what the code says; {@code -Ddocs.rewrite=true} writes it again. */
class LimitsPageTest {
    private static final long YEAR_MILLIS = 365L * 24 * 3600 * 1000;
    private static final Path DOCS = Path.of("../docs");
    /** Whatever the timeouts are, the limits are these. */
    private static final CoreConfig CORE =
            new CoreConfig(1, 1_000, 2_000, 100, 500, 1_000, 1 << 20, 16, 16 << 20, Effect.Level.SYNCED, 1);

    private static final NodeConfig.Limits NODE = NodeConfig.of(CORE).limits();
    /** Those of the node program, as its standard configuration makes them. */
    private static final NodeConfig.Limits PROGRAM = program();

    private static final Limits STORE = Limits.withinCommandsOf(NODE.maxCommandBytes());

    private static NodeConfig.Limits program() {
        try {
            return ConfigLoader.load(Map.of(), null, 1).config().node().limits();
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_page_equals_the_limits_in_force() throws IOException {
        ReferencePage.assertEqual("limits.md", page());
    }

    @Test
    void other_pages_say_the_same() throws IOException {
        assertThat(STORE.maxValueBytes()).isEqualTo(4 << 20);
        assertThat(Files.readString(DOCS.resolve("overview.md"))).contains("A value may have 4 MiB at most");
        assertThat(Files.readString(DOCS.resolve("compatibility.md"))).doesNotContain("No port speaks TLS");
    }

    private static String page() {
        String head = """
                # Limits

                This page lists the limits of a node. A node rejects a request beyond a limit as invalid before it
                applies anything, and the message contains the limit and the size; a size of exactly the limit is
                accepted.

                | Quantity | Limit |
                |---|---|
                """;
        String foot = """

                A scan of the Java client has no limit: it sends as many requests as the range needs. The caller
                determines its memory: `scan` keeps all rows, `stream` those of one answer.
                """;
        return head
                + row("a key", "%,d bytes", STORE.maxKeyBytes())
                + row("a value", "%,d bytes (4 MiB)", STORE.maxValueBytes())
                + row("a command: all keys and values of a transaction together", "%,d bytes", NODE.maxCommandBytes())
                + row("conditions of a transaction", "%d", STORE.maxOperations())
                + row("steps of each of its two branches", "%d", STORE.maxOperations())
                + row(
                        "a TTL, of a key, a lease or a session",
                        "1 ms to " + Limits.MAX_TTL_MILLIS / YEAR_MILLIS + " years")
                + row("members of a cluster, learners included", "%d", Configuration.MAX_MEMBERS)
                + row(
                        "all members together: their addresses, and 11 to 16 bytes for each",
                        "%,d bytes",
                        Configuration.MAX_MEMBERS_BYTES)
                + row(
                        "requests that wait in a node",
                        "%,d (`raft.backpressure`); %,d in an embedded engine",
                        PROGRAM.maxWaitingRequests(),
                        NODE.maxWaitingRequests())
                + row("bytes of commands that wait in a node", "%,d", NODE.maxWaitingBytes())
                + row("a frame of the native protocol", "%,d bytes", Frames.MAX_FRAME_BYTES)
                + foot;
    }

    private static String row(String what, String limit, Object... numbers) {
        return "| " + what + " | " + String.format(Locale.ROOT, limit, numbers) + " |\n";
    }
}
