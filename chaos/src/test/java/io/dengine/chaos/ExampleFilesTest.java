package io.dengine.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExampleFilesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    private static List<String> addresses(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(id -> "127.0.0.1:" + (1000 + id))
                .toList();
    }

    @Test
    void theFilesOfTheExamplesGetOtherAddresses() throws IOException {
        NodeFiles files = new ExampleFiles(EXAMPLES.resolve("three-nodes-cluster/config"), 5, 3, Map.of());
        String file = files.configuration(4, addresses(5));
        assertThat(file)
                .contains("listen_address = \"127.0.0.1:1004\"")
                .contains("{ id = 1, address = \"127.0.0.1:1001\"")
                .contains("{ id = 4, address = \"127.0.0.1:1004\", role = \"learner\"")
                .doesNotContain(":908");
    }

    @Test
    void theFileOfALonelyNodeNamesNobodyElse() throws IOException {
        NodeFiles files = new ExampleFiles(EXAMPLES.resolve("single-node-expansion/config"), 3, 1, Map.of());
        assertThat(files.configuration(1, addresses(3)))
                .contains("127.0.0.1:1001")
                .doesNotContain("1002")
                .doesNotContain(":908");
    }
}
