package io.dengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes, comments and habits of the source files. */
class SourceRulesTest {
    private static final Path OVERSIZE = Path.of("src/test/resources/oversize.txt");
    private static final Path SUPPRESSIONS = Path.of("src/test/resources/suppressions.txt");

    private static SourceRules rules = new SourceRules(tree());

    @TempDir
    Path example;

    @BeforeAll
    static void readTree() {
        rules = new SourceRules(tree());
    }

    private static SourceTree tree() {
        try {
            return SourceTree.repository();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void filesMethodsAndSignaturesAreSmall() throws IOException {
        Map<String, Integer> allowed = new TreeMap<>();
        for (String line : SourceTree.lines(OVERSIZE)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(" ", 3);
                assertThat(parts).as("path, size and reason: " + line).hasSize(3);
                allowed.put(parts[0], Integer.valueOf(parts[1]));
            }
        }
        Map<String, Integer> found = rules.oversize();
        found.putAll(rules.crowdedSignatures());
        assertThat(found)
                .as(
                        "more than %d lines a file, %d a method, or %d parameters. Make it smaller; or, if it became"
                                + " smaller"
                                + " already, lower its number in %s",
                        SourceRules.MAX_FILE_LINES, SourceRules.MAX_METHOD_LINES, SourceRules.MAX_PARAMETERS, OVERSIZE)
                .isEqualTo(allowed);
    }

    @Test
    void linesFitTheWidth() throws IOException {
        assertThat(rules.longLines()).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() throws IOException {
        assertThat(rules.unfinishedWork()).isEmpty();
    }

    @Test
    void commentsStandOnTheirOwn() throws IOException {
        assertThat(rules.commentsThatPointElsewhere())
                .as("say the reason instead of where it was discussed or by whom")
                .isEmpty();
    }

    @Test
    void javadocBeginsWithAVerbOrANoun() throws IOException {
        assertThat(rules.questionsInJavadoc())
                .as("begin with what it is (\"A pending request.\") or does (\"Returns whether ...\")")
                .isEmpty();
    }

    @Test
    void testsNeitherSleepNorAreSkipped() throws IOException {
        assertThat(rules.sleepingTests()).isEmpty();
        assertThat(rules.skippedTests()).isEmpty();
    }

    @Test
    void suppressionsAreCountedAndExplained() throws IOException {
        int allowed = Integer.parseInt(SourceTree.lines(SUPPRESSIONS).get(0).strip());
        List<String> found = rules.suppressions();
        assertThat(found)
                .as("fix the code instead of adding one; if one is gone, lower the number in %s", SUPPRESSIONS)
                .hasSize(allowed);
        assertThat(rules.suppressionsWithoutReason()).isEmpty();
    }

    @Test
    void packagesSayWhatTheyAreFor() {
        assertThat(rules.undocumentedPackages()).isEmpty();
    }

    @Test
    void questionsAreNoticed() throws IOException {
        SourceRules broken =
                rulesOf("a/src/main/java/C.java", "/** What it is. */", "/** A whatnot. */", "/**", " * How.", " */");
        assertThat(broken.questionsInJavadoc()).containsExactly("a/src/main/java/C.java:1", "a/src/main/java/C.java:3");
    }

    private SourceRules rulesOf(String name, String... lines) throws IOException {
        Path file = example.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
        return new SourceRules(SourceTree.below(example));
    }

    @Test
    void sizesAreNoticed() throws IOException {
        List<String> lines = new ArrayList<>(List.of("class A {", "A(int a) {}", "void f() {", ""));
        for (int i = 0; i < 500; i++) {
            lines.add("int a" + i + " = \"{{{\".length(); // }");
        }
        lines.addAll(List.of("}", "void g(int a, int b, int c, int d, int e, int f) {}", "}"));
        SourceRules broken = rulesOf("a/src/main/java/A.java", lines.toArray(new String[0]));
        assertThat(broken.oversize())
                .containsEntry("a/src/main/java/A.java", 507)
                .containsEntry("a/src/main/java/A.java#f", 502)
                .hasSize(2);
        assertThat(broken.crowdedSignatures()).hasSize(1);
        assertThat(broken.undocumentedPackages()).hasSize(1);
    }

    @Test
    void habitsAreNoticed() throws IOException {
        SourceRules broken = rulesOf(
                "a/src/test/java/B.java",
                "class B { // TO" + "DO later",
                "  // see iss" + "ue 12",
                "  /** As in #345. */",
                "  /** @auth" + "or me */",
                "  @Disab" + "led void f() { Thread.sle" + "ep(1); }",
                "  @Suppress" + "Warnings(\"all\")",
                "  // " + "x".repeat(120),
                "}");
        assertThat(broken.unfinishedWork()).hasSize(1);
        assertThat(broken.commentsThatPointElsewhere()).hasSize(3);
        assertThat(broken.sleepingTests()).hasSize(1);
        assertThat(broken.skippedTests()).hasSize(1);
        assertThat(broken.suppressions()).hasSize(1);
        assertThat(broken.suppressionsWithoutReason()).hasSize(1);
        assertThat(broken.longLines()).hasSize(1);
    }
}
