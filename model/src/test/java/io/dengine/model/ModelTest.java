package io.dengine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each specification holds within small bounds, and its mutants are found; {@code scripts/model} searches further. */
class ModelTest {
    private static final Path FOLDER = Path.of("tla");
    private static final Pattern MUTANT = Pattern.compile("(?m)^    (Mutant\\w+)");

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> what_the_build_has_time_for() throws IOException {
        return Check.readAll(FOLDER.resolve("checks.txt")).stream()
                .filter(check -> check.effort() == Check.Effort.BUILD)
                .map(check -> DynamicTest.dynamicTest(check.toString(), () -> holds(check)));
    }

    private void holds(Check check) throws IOException, InterruptedException {
        Outcome outcome = new ModelChecker(FOLDER, scratch, 1).run(check, TimeUnit.MINUTES.toMillis(4));
        System.out.println(check + " -> " + outcome);
        assertThat(check.isMetBy(outcome)).as(outcome.text()).isTrue();
    }

    /** Without a mutant that removes it, a rule could be missing from the specification unnoticed. */
    @Test
    void every_mutant_is_let_in_by_a_check() throws IOException {
        Set<String> tried = new TreeSet<>();
        for (Check check : Check.readAll(FOLDER.resolve("checks.txt"))) {
            for (String constant : check.constants().keySet()) {
                if (constant.startsWith("Mutant")) {
                    assertThat(check.violated()).as(check.toString()).isNotEqualTo(Check.HOLDS);
                    tried.add(check.spec() + ' ' + constant);
                }
            }
        }
        assertThat(tried).isEqualTo(mutants());
    }

    private static Set<String> mutants() throws IOException {
        Set<String> mutants = new TreeSet<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".tla")).toList()) {
                Matcher matcher = MUTANT.matcher(Files.readString(file));
                while (matcher.find()) {
                    mutants.add(String.valueOf(file.getFileName()).replace(".tla", "") + ' ' + matcher.group(1));
                }
            }
        }
        return mutants;
    }
}
