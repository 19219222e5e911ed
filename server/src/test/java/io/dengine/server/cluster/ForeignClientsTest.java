package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that were not made for these nodes work with them. A test whose tools are missing on this machine, or whose
 * registry is out of reach, is skipped and says so.
 */
@Timeout(900)
class ForeignClientsTest {
    private static final Path BUILT = Path.of("target/compat");
    private static final Path QUICK_START = Path.of("../examples/quick-start-standalone");
    private static final int LIMIT_SECONDS = 120;

    @TempDir
    Path home = Path.of("");

    @Test
    void the_published_rust_client_of_the_original_works_unchanged() throws Exception {
        Path program = ForeignProgram.build("build-rust.sh", BUILT.resolve("rust"));
        try (NodeProcesses nodes = NodeProcesses.three(home)) {
            Operator operator = new Operator(nodes);
            operator.awaitLeaderOther(0);
            String output = run(nodes, operator, program.toString(), "--with-faults");
            assertThat(output).contains("ok a removed member is told to who watches members");
        }
    }

    @Test
    void a_go_client_gets_the_answers_that_the_protocol_states() throws Exception {
        Path program = ForeignProgram.build("build-go.sh", "../compat/go", BUILT.resolve("go/check"));
        try (NodeProcesses nodes = NodeProcesses.three(home)) {
            Operator operator = new Operator(nodes);
            operator.awaitLeaderOther(0);
            String output = run(nodes, operator, program.toString());
            assertThat(output).contains("ok reflection describes what clients were compiled against");
        }
    }

    @Test
    void the_quick_start_in_go_finds_the_leader_wherever_it_begins() throws Exception {
        Path program = ForeignProgram.build("build-go.sh", QUICK_START, BUILT.resolve("go/quick-start"));
        try (NodeProcesses nodes = NodeProcesses.three(home)) {
            quickStart(nodes, program);
        }
    }

    @Test
    void the_quick_start_works_on_the_stubs_that_the_original_has_published() throws Exception {
        Path stubs = ForeignProgram.build("original-stubs.sh");
        Path program = ForeignProgram.build("build-go.sh", QUICK_START, BUILT.resolve("go/quick-start-2"), stubs);
        try (NodeProcesses nodes = NodeProcesses.three(home)) {
            quickStart(nodes, program);
        }
    }

    private static void quickStart(NodeProcesses nodes, Path program) throws Exception {
        Operator operator = new Operator(nodes);
        int leader = operator.awaitLeaderOther(0);
        String leaderAddress = nodes.address(leader);
        for (String first : nodes.addresses()) {
            List<String> command = new ArrayList<>(List.of(program.toString(), first));
            command.addAll(nodes.addresses());
            List<String> expected = new ArrayList<>();
            if (!first.equals(leaderAddress)) {
                expected.add(first + " does not lead; it says that " + leaderAddress + " does");
            }
            expected.add("wrote hello=world (leader: " + leaderAddress + ")");
            expected.add("read hello=world");
            assertThat(ForeignProgram.run(command, LIMIT_SECONDS, operator).lines())
                    .containsExactlyElementsOf(expected);
        }
    }

    private static String run(NodeProcesses nodes, Operator operator, String... program) throws Exception {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(nodes.addresses());
        try {
            return ForeignProgram.run(command, LIMIT_SECONDS, operator);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + nodes.outputs(), e);
        }
    }
}
