package io.dengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links in documents lead somewhere. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)\\s]*)?\\)");

    @TempDir
    Path example;

    private static List<String> deadLinks(SourceTree tree) throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path file : tree.withSuffix(".md")) {
            Matcher matcher = LINK.matcher(Files.readString(file));
            while (matcher.find()) {
                String target = matcher.group(1);
                boolean remote = target.contains("://") || target.startsWith("mailto:");
                if (!remote && !Files.exists(file.resolveSibling(target))) {
                    dead.add(tree.name(file) + " -> " + target);
                }
            }
        }
        return dead;
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        assertThat(deadLinks(SourceTree.repository())).isEmpty();
    }

    @Test
    void theReadmeNamesTheTestCommandThatIsRun() throws IOException {
        Path root = SourceTree.repository().root();
        assertThat(Files.readString(root.resolve("README.md"))).contains("\n    mvn verify\n");
        assertThat(Files.readString(root.resolve(".ci/run"))).contains("mvn").contains("verify");
    }

    @Test
    void deadLinksAreNoticed() throws IOException {
        Files.writeString(example.resolve("a.md"), "[x](b.md) [y](a.md#z) [z](https://example.org/q.md)");
        assertThat(deadLinks(SourceTree.below(example))).containsExactly("a.md -> b.md");
    }
}
