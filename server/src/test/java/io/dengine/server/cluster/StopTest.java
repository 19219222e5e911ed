package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that is asked to stop ends cleanly. SIGHUP is not tried: it is ignored where whoever runs the tests does. */
@Timeout(120)
class StopTest {
    @TempDir
    Path home = Path.of("");

    @Test
    void a_node_alone_ends_at_once_since_no_other_can_take_over() throws Exception {
        try (NodeProcesses nodes = NodeProcesses.oneThatGrows(home)) {
            assertThat(new Operator(nodes).awaitLeaderOther(0)).isEqualTo(1);
            assertThat(nodes.stop(1)).isZero();
            assertThat(nodes.outputs()).contains("SIGTERM").doesNotContain("no other node took over");
        }
    }
}
