package io.dengine.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExampleFilesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @Test
    void theFilesOfTheExamplesGetOtherPorts() throws IOException {
        NodeFiles files = new ExampleFiles(EXAMPLES.resolve("three-nodes-cluster/config"), 5, 3, Map.of());
        String file = files.configuration(4, List.of(1001, 1002, 1003, 1004, 1005));
        assertThat(file)
                .contains("listen_address = \"127.0.0.1:1004\"")
                .contains("{ id = 1, address = \"127.0.0.1:1001\"")
                .contains("{ id = 4, address = \"127.0.0.1:1004\", role = \"learner\"")
                .doesNotContain(":908");
    }

    @Test
    void theFileOfALonelyNodeNamesNobodyElse() throws IOException {
        NodeFiles files = new ExampleFiles(EXAMPLES.resolve("single-node-expansion/config"), 3, 1, Map.of());
        assertThat(files.configuration(1, List.of(1001, 1002, 1003)))
                .contains("127.0.0.1:1001")
                .doesNotContain("1002")
                .doesNotContain(":908");
    }
}
