package io.dengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each promise in GUARANTEES.md names what defends it, and all that is named there exists. */
class GuaranteesTest {
    private static final Pattern PROMISE = Pattern.compile("(?ms)^- \\*\\*.*?(?=^- |^#|\\z)");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)(?:#(\\w+))?`");
    private static final Pattern SPECIFICATION = Pattern.compile("specifications? ((?:`\\w+`(?:, )?)+)");
    private static final Pattern OTHER = Pattern.compile("`([a-z]+(?:[-_][a-z]+)*)`");

    private String promised = "";
    private final Map<String, String> tests = new HashMap<>();
    private final Set<String> others = new HashSet<>();

    @BeforeEach
    void read() throws IOException {
        SourceTree tree = SourceTree.repository();
        String text = Files.readString(tree.root().resolve("GUARANTEES.md")).replaceAll("(?m)\\s*\\n  ", " ");
        promised = text.substring(0, text.indexOf("## Not promised"));
        for (Path file : tree.withSuffix("Test.java")) {
            tests.merge(nameOf(file), Files.readString(file), String::concat);
        }
        for (String suffix : List.of(".txt", ".canary")) {
            for (Path file : tree.withSuffix(suffix)) {
                others.add(nameOf(file));
            }
        }
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName()).replaceAll("\\.\\w+$", "");
    }

    @Test
    void eachPromiseNamesATestThatDefendsIt() {
        List<String> bare = new ArrayList<>();
        Matcher promises = PROMISE.matcher(promised);
        int count = 0;
        while (promises.find()) {
            count++;
            if (!TEST.matcher(promises.group()).find()) {
                bare.add(promises.group());
            }
        }
        assertThat(count).isGreaterThan(20);
        assertThat(bare).isEmpty();
    }

    @Test
    void allThatIsNamedExists() throws IOException {
        List<String> missing = new ArrayList<>();
        Matcher named = TEST.matcher(promised);
        while (named.find()) {
            String source = tests.get(named.group(1));
            String method = named.group(2);
            if (source == null || method != null && !source.contains(" " + method + "(")) {
                missing.add(named.group());
            }
        }
        Matcher specifications = SPECIFICATION.matcher(promised);
        Path folder = SourceTree.repository().root().resolve("model").resolve("tla");
        while (specifications.find()) {
            for (String name : specifications.group(1).replace("`", "").split(", ", -1)) {
                if (!Files.exists(folder.resolve(name + ".tla"))) {
                    missing.add(name);
                }
            }
        }
        Matcher rest = OTHER.matcher(promised);
        while (rest.find()) {
            boolean isSetting =
                    rest.group(1).equals("simulator") || rest.group(1).equals("clock_drift_ppm");
            if (!isSetting && !others.contains(rest.group(1))) {
                missing.add(rest.group());
            }
        }
        assertThat(missing).isEmpty();
    }
}
