package io.dengine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a backup from the command line ends: scripts tell a node that does not answer from a disk that fails. */
@Timeout(60)
class BackupExitTest {
    @TempDir
    Path directory;

    private HttpServer node;

    private interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    private StartFailure backup(String file, Reply reply) {
        node.createContext("/backup", reply::to);
        String from = "127.0.0.1:" + node.getAddress().getPort();
        StartFailure failure = catchThrowableOfType(
                StartFailure.class,
                () -> BackupCommands.backup(CommandLine.parse(new String[] {"backup", file, "--from", from})));
        assertThat(failure).hasMessageStartingWith("No backup was stored: ");
        return failure;
    }

    private String file() {
        return directory.resolve("monday.dbk").toString();
    }

    @Test
    void a_node_that_refuses_is_unavailable() {
        StartFailure failure = backup(file(), exchange -> {
            byte[] why = "no room".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(503, why.length);
            exchange.getResponseBody().write(why);
            exchange.close();
        });
        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("status 503: no room");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_node_that_ends_early_is_unavailable() {
        StartFailure failure = backup(file(), exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            throw new IOException("the connection ends here");
        });
        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_file_that_cannot_be_written_is_the_directory_s_fault() {
        StartFailure failure = backup(directory.resolve("missing/monday.dbk").toString(), HttpExchange::close);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_DIRECTORY);
    }
}
