package io.dengine.simulator.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The catalogue of known faults is complete; the tests that it names exist, and belong to the rows that name them. */
class CatalogueTest {
    private static final Path ROOT = Path.of("..");
    private static final Path FOLDER = Path.of("src", "test", "resources", "transcripts");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]-\\d\\d) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern ID = Pattern.compile("[A-Z]-\\d\\d");
    private static final Pattern TRANSCRIPT = Pattern.compile("`([a-z]+(?:_[a-z]+)+|amnesia)`");
    private static final Pattern CANARY = Pattern.compile("`([a-z]+(?:-[a-z]+)+)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|Contract))(?:#(\\w+))?`");
    private static final Pattern TAG = Pattern.compile("\"bug:([A-Z]-\\d\\d)\"");
    private static final Map<Character, Integer> FAULTS =
            Map.of('E', 19, 'L', 18, 'R', 16, 'D', 19, 'S', 15, 'M', 18, 'C', 7, 'W', 8, 'T', 7, 'X', 7);

    private final Map<String, String> rows = new LinkedHashMap<>();

    @BeforeEach
    void read() throws IOException {
        Matcher matcher = ROW.matcher(Files.readString(ROOT.resolve("docs").resolve("catalogue.md")));
        while (matcher.find()) {
            assertThat(rows.put(matcher.group(1), matcher.group(3)))
                    .as(matcher.group(1))
                    .isNull();
        }
    }

    @Test
    void has_a_row_for_each_of_the_134_faults() {
        Set<String> expected = new TreeSet<>();
        FAULTS.forEach((letter, count) -> {
            for (int number = 1; number <= count; number++) {
                expected.add("%s-%02d".formatted(letter, number));
            }
        });
        assertThat(expected).hasSize(134);
        assertThat(new TreeSet<>(rows.keySet())).isEqualTo(expected);
    }

    @Test
    void each_row_names_what_holds_it_or_says_why_it_cannot_happen() {
        rows.forEach((id, held) -> assertThat(held.contains("`")
                        || held.contains("simulator:")
                        || held.startsWith("does not apply: ")
                        || held.contains("own thread"))
                .as(id + ": " + held)
                .isTrue());
    }

    @Test
    void names_each_transcript_where_it_says_it_belongs() throws IOException {
        Set<String> transcripts = transcripts();
        Set<String> named = new TreeSet<>();
        rows.forEach((id, held) -> {
            for (String name : namesIn(held, TRANSCRIPT)) {
                assertThat(transcripts).as(id).contains(name);
                named.add(id + ' ' + name);
            }
        });
        assertThat(named).containsAll(namedByTranscripts());
    }

    @Test
    void names_tests_and_canaries_that_exist() throws IOException {
        Map<String, String> sources = testSources();
        Set<String> canaries = namesOf(Path.of("src", "canaries"), ".canary");
        rows.forEach((id, held) -> {
            assertThat(canaries).as(id).containsAll(namesIn(held, CANARY));
            Matcher tests = TEST.matcher(held);
            while (tests.find()) {
                assertThat(sources).as(id).containsKey(tests.group(1));
                if (tests.group(2) != null) {
                    assertThat(sources.get(tests.group(1))).as(id).contains(" " + tests.group(2) + "(");
                }
            }
        });
    }

    @Test
    void names_each_test_that_is_tagged_with_a_fault() throws IOException {
        testSources().forEach((name, source) -> {
            for (String id : namesIn(source, TAG)) {
                assertThat(rows.get(id)).as(name + " is tagged with " + id).contains("`" + name);
            }
        });
    }

    private static List<String> namesIn(String text, Pattern pattern) {
        List<String> names = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Set<String> transcripts() throws IOException {
        return namesOf(FOLDER, ".txt");
    }

    private static Set<String> namesOf(Path folder, String suffix) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName()).replace(suffix, "")));
        }
        return names;
    }

    /** Returns the faults that transcripts name in their first line. */
    private static Set<String> namedByTranscripts() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String name : transcripts()) {
            Matcher ids =
                    ID.matcher(Files.readAllLines(FOLDER.resolve(name + ".txt")).get(0));
            while (ids.find()) {
                named.add(ids.group() + ' ' + name);
            }
        }
        return named;
    }

    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(CatalogueTest::isTest).toList()) {
                String name = String.valueOf(file.getFileName()).replace(".java", "");
                sources.merge(name, Files.readString(file), String::concat);
            }
        }
        return sources;
    }

    private static boolean isTest(Path file) {
        String name = file.toString().replace('\\', '/');
        return !name.contains("/target/") && (name.endsWith("Test.java") || name.endsWith("Contract.java"));
    }
}
