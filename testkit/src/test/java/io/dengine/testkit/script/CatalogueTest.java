package io.dengine.testkit.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue of known faults names the transcripts that there are, in the rows that the transcripts name. */
class CatalogueTest {
    private static final Path CATALOGUE = Path.of("..", "docs", "catalogue.md");
    private static final Path FOLDER = Path.of("src", "test", "resources", "transcripts");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([MS]-\\d\\d) .*$");
    private static final Pattern ID = Pattern.compile("[MS]-\\d\\d");
    private static final Pattern TRANSCRIPT = Pattern.compile("`([a-z]+(?:_[a-z]+)*)`");

    @Test
    void names_each_transcript_where_it_says_it_belongs() throws IOException {
        assertThat(namedByCatalogue()).isEqualTo(namedByTranscripts());
    }

    private static Set<String> namedByCatalogue() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher rows = ROW.matcher(Files.readString(CATALOGUE));
        while (rows.find()) {
            Matcher names = TRANSCRIPT.matcher(rows.group());
            while (names.find()) {
                named.add(rows.group(1) + ' ' + names.group(1));
            }
        }
        return named;
    }

    /** A transcript says at its beginning which faults it is about. */
    private static Set<String> namedByTranscripts() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(FOLDER)) {
            all.forEach(files::add);
        }
        Set<String> named = new TreeSet<>();
        for (Path file : files) {
            Matcher ids = ID.matcher(Files.readAllLines(file).get(0));
            while (ids.find()) {
                named.add(ids.group() + ' ' + String.valueOf(file.getFileName()).replace(".txt", ""));
            }
        }
        return named;
    }
}
