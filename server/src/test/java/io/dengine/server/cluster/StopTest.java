package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that is asked to stop ends cleanly, whichever way it is asked. */
@Timeout(120)
class StopTest {
    @TempDir
    Path home = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "HUP"})
    void a_node_alone_ends_at_once_since_no_other_can_take_over(String signal) throws Exception {
        try (NodeProcesses nodes = NodeProcesses.oneThatGrows(home)) {
            assertThat(new Operator(nodes).awaitLeaderOther(0)).isEqualTo(1);
            assertThat(nodes.signal(1, signal)).isZero();
            assertThat(nodes.outputs()).contains("SIG" + signal).doesNotContain("no other node took over");
        }
    }
}
