package io.dengine.examples.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.client.remote.RemoteClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a node that runs as a process of its own. */
@Timeout(120)
class NumbersTest {
    @TempDir
    Path home = Path.of("");

    private Process java(String program, Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                program);
        builder.command().addAll(java.util.List.of(arguments));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).start();
    }

    private Process node(String address) throws IOException {
        return java(
                "io.dengine.server.Main",
                Map.of(
                        "RAFT__CLUSTER__LISTEN_ADDRESS",
                        address,
                        "DB_PATH",
                        home.resolve("db").toString(),
                        "LOG_DIR",
                        home.resolve("logs").toString(),
                        "METRICS_PORT",
                        "0"));
    }

    private static String freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    /** A client gives up after its own time, however long a process needs to begin. */
    private static void awaitListening(Process node, String address) throws InterruptedException {
        while (!isListening(address)) {
            assertThat(node.waitFor(20, TimeUnit.MILLISECONDS))
                    .as("the node has ended")
                    .isFalse();
        }
    }

    private static boolean isListening(String address) {
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void numbers_are_stored_read_swapped_and_deleted() throws Exception {
        String address = freeAddress();
        Process node = node(address);
        try (Client client = RemoteClient.connect(address)) {
            awaitListening(node, address);
            assertThat(Numbers.execute(client, "get", "7")).isEqualTo("key not found");
            assertThat(Numbers.execute(client, "put", "7", "18446744073709551615"))
                    .startsWith("stored, revision ");
            for (String read : new String[] {"get", "sget", "lget"}) {
                assertThat(Numbers.execute(client, read, "7")).isEqualTo("18446744073709551615");
            }
            assertThat(Numbers.execute(client, "cas", "7", "5", "6")).startsWith("not swapped");
            assertThat(Numbers.execute(client, "cas", "7", "18446744073709551615", "6"))
                    .isEqualTo("swapped");
            assertThat(Numbers.execute(client, "cas", "8", "none", "1")).isEqualTo("swapped");
            assertThat(main(address, "lget", "7")).isEqualTo("6\n0");
            assertThat(main(address, "lget")).contains("usage: ").endsWith("\n2");
            assertThat(Numbers.execute(client, "delete", "7")).isEqualTo("deleted");
            assertThat(Numbers.execute(client, "delete", "7")).isEqualTo("there was no such key");
            assertThatThrownBy(() -> Numbers.execute(client, "put", "-1", "0"))
                    .isInstanceOf(IllegalArgumentException.class);
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    /** What the program prints, and its exit code. */
    private String main(String nodes, String... arguments) throws Exception {
        Process process = java(Numbers.class.getName(), Map.of("NODES", nodes), arguments);
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return printed + process.exitValue();
    }
}
