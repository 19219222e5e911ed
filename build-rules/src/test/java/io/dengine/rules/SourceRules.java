package io.dengine.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules about source files. Each gives the places that break it. */
final class SourceRules {
    static final int MAX_FILE_LINES = 500;
    static final int MAX_METHOD_LINES = 60;
    static final int MAX_PARAMETERS = 5;
    static final int MAX_CONSTRUCTOR_PARAMETERS = 12;
    static final int MAX_LINE_COLUMNS = 120;

    private static final Pattern QUESTION =
            Pattern.compile("/\\*\\*\\s*\\*?\\s*(What|Whatever|Who|Whoever|How|Whether|Where|When|Why|Which)\\b");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
    private static final Pattern ISSUE =
            Pattern.compile("(//|^\\s*/?\\*).*(\\b(issue|bug|ticket|PR)\\s+#?\\d+|(^|[\\s(])#\\d{2,})");
    private static final Pattern AUTHOR = Pattern.compile("@auth" + "or\\b");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sle" + "ep\\(|\\bAwaiti" + "lity\\b");
    private static final Pattern SKIPPED_TEST = Pattern.compile("@Disab" + "led\\b|@Igno" + "re\\b");
    private static final Pattern SUPPRESSION = Pattern.compile("@Suppress" + "Warnings\\b");

    private final SourceTree tree;

    SourceRules(SourceTree tree) {
        this.tree = tree;
    }

    /** Files and methods that are too large, by name, with their sizes. */
    Map<String, Integer> oversize() throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        List<Path> files = tree.withSuffix(".java");
        for (Path file : files) {
            int lines = SourceTree.lines(file).size();
            if (lines > MAX_FILE_LINES) {
                found.put(tree.name(file), lines);
            }
        }
        MethodSizes.measure(files, (file, name, lines, parameters) -> {
            if (lines > MAX_METHOD_LINES) {
                found.merge(tree.name(file) + "#" + name, lines, Math::max);
            }
        });
        return found;
    }

    /** Methods with too many parameters, by name, with their number. */
    Map<String, Integer> crowdedSignatures() throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        MethodSizes.measure(tree.withSuffix(".java"), (file, name, lines, parameters) -> {
            int allowed = name.equals("<init>") ? MAX_CONSTRUCTOR_PARAMETERS : MAX_PARAMETERS;
            // A test may take a row of a table.
            if (parameters > allowed && !isTest(file)) {
                found.merge(tree.name(file) + "#" + name + "()", parameters, Math::max);
            }
        });
        return found;
    }

    List<String> longLines() throws IOException {
        List<String> found = new ArrayList<>();
        eachLine(tree.withSuffix(".java", ".sh", "Makefile", ".proto"), (place, line) -> {
            if (line.codePointCount(0, line.length()) > MAX_LINE_COLUMNS && !line.contains("import static")) {
                found.add(place);
            }
        });
        return found;
    }

    List<String> unfinishedWork() throws IOException {
        return matches(UNFINISHED, tree.withSuffix(".java", ".sh", "Makefile", ".proto", ".toml", ".xml"));
    }

    List<String> commentsThatPointElsewhere() throws IOException {
        List<Path> files = tree.withSuffix(".java", ".proto");
        List<String> found = matches(ISSUE, files);
        found.addAll(matches(AUTHOR, files));
        return found;
    }

    /** Javadoc of what is not a test that begins with a question word instead of a verb or a noun. */
    List<String> questionsInJavadoc() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : tree.withSuffix(".java")) {
            if (!isTest(file)) {
                String text = Files.readString(file);
                Matcher matcher = QUESTION.matcher(text);
                while (matcher.find()) {
                    long breaks = text.chars()
                            .limit(matcher.start())
                            .filter(each -> each == '\n')
                            .count();
                    found.add(tree.name(file) + ":" + (breaks + 1));
                }
            }
        }
        return found;
    }

    List<String> sleepingTests() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path file : tree.withSuffix(".java")) {
            if (isTest(file) && !tree.name(file).startsWith("server/")) {
                files.add(file);
            }
        }
        return matches(SLEEP, files);
    }

    List<String> skippedTests() throws IOException {
        return matches(SKIPPED_TEST, tree.withSuffix(".java"));
    }

    List<String> suppressions() throws IOException {
        return matches(SUPPRESSION, tree.withSuffix(".java"));
    }

    /** Suppressions without a comment on the same line or the one before. */
    List<String> suppressionsWithoutReason() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : tree.withSuffix(".java")) {
            List<String> lines = SourceTree.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                boolean explained =
                        lines.get(i).contains("//") || i > 0 && lines.get(i - 1).contains("//");
                if (SUPPRESSION.matcher(lines.get(i)).find() && !explained) {
                    found.add(tree.name(file) + ":" + (i + 1));
                }
            }
        }
        return found;
    }

    /** Packages of production code without a page of their own. */
    List<String> undocumentedPackages() {
        List<String> found = new ArrayList<>();
        List<Path> files = tree.withSuffix(".java");
        for (Path file : files) {
            Path directory = file.resolveSibling("package-info.java");
            boolean isModule = file.endsWith("module-info.java");
            if (!isModule && tree.name(file).contains("src/main/java/") && !files.contains(directory)) {
                String name = tree.name(directory);
                if (!found.contains(name)) {
                    found.add(name);
                }
            }
        }
        return found;
    }

    private boolean isTest(Path file) {
        return tree.name(file).contains("src/test/");
    }

    private List<String> matches(Pattern pattern, List<Path> files) throws IOException {
        List<String> found = new ArrayList<>();
        eachLine(files, (place, line) -> {
            if (pattern.matcher(line).find()) {
                found.add(place + ": " + line.strip());
            }
        });
        return found;
    }

    private void eachLine(List<Path> files, BiConsumer<String, String> action) throws IOException {
        for (Path file : files) {
            int number = 0;
            for (String line : SourceTree.lines(file)) {
                number++;
                action.accept(tree.name(file) + ":" + number, line);
            }
        }
    }
}
