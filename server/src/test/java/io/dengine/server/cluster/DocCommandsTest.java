package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.server.docs.DocBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The requests that the pages show, sent as they stand there to three nodes. */
@Timeout(240)
class DocCommandsTest {
    private static final int CURL_STATUS = 22;
    private static final int CURL_TIMEOUT = 28;

    @TempDir
    Path home = Path.of("");

    @Test
    void requests_of_the_pages_do_what_the_pages_say() throws Exception {
        int sent = 0;
        try (NodeProcesses nodes = NodeProcesses.three(home)) {
            for (DocBlock block : DocBlock.all("sh")) {
                for (String command : block.commands()) {
                    if (command.startsWith("curl ") && !block.note().startsWith(DocBlock.NOT_RUN)) {
                        awaitService(nodes);
                        assertThat(run(nodes, command))
                                .as("%s: %s\n%s", block.place(), command, nodes.outputs())
                                .startsWith(expected(block, command));
                        sent++;
                    }
                }
            }
        }
        assertThat(sent).isGreaterThan(10);
    }

    private static String expected(DocBlock block, String command) {
        if (block.note().startsWith(DocBlock.FAILS)) {
            return CURL_STATUS + " ";
        }
        return command.startsWith("curl -N ") ? CURL_TIMEOUT + " " : "0 ";
    }

    /** Exit code and output; a command that goes on for ever is stopped after a second. */
    private static String run(NodeProcesses nodes, String command) throws IOException, InterruptedException {
        String here = command;
        for (int id = 1; id <= 3; id++) {
            here = here.replace("localhost:908" + id, nodes.address(id));
        }
        String limit = command.startsWith("curl -N ") ? "1" : "20";
        here = "curl -sS --fail-with-body --max-time " + limit + here.substring("curl".length());
        Process process =
                new ProcessBuilder("sh", "-c", here).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + output;
    }

    /** Until all three serve; only they know when, so they are asked again and again. */
    private static void awaitService(NodeProcesses nodes) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (int id = 1; id <= 3; id++) {
            while (!run(nodes, "curl http://localhost:908" + id + "/readyz").startsWith("0 ")) {
                if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(60)) {
                    throw new AssertionError("node " + id + " is not ready\n" + nodes.outputs());
                }
                Thread.sleep(50);
            }
        }
    }
}
