package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that is asked to stop ends cleanly. */
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

    @Test
    void a_node_whose_terminal_is_closed_stops_as_if_it_had_been_asked_to() throws Exception {
        try (NodeProcesses nodes = NodeProcesses.oneThatGrows(home)) {
            assumeTrue(NodeProcesses.hearSighup(), "this machine cannot start a program that receives SIGHUP");
            assertThat(new Operator(nodes).awaitLeaderOther(0)).isEqualTo(1);
            assertThat(nodes.hangUp(1)).isZero();
            assertThat(nodes.outputs()).contains("SIGHUP");
        }
    }
}
