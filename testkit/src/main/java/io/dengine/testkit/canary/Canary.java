package io.dengine.testkit.canary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A known fault.
 *
 * @param name names it
 * @param what what it breaks
 * @param file the source that it changes, from the root of the project
 * @param checks the rules that are meant to find it: whichever else objects does so by accident; {@code transcript}
 *     with a name is the rule that this transcript tells what it told before
 * @param seeds within how many seeds it must be found, if by no transcript; 0 where chance is not the way to find it
 * @param find the text that it replaces
 * @param replace what comes in its place
 */
record Canary(String name, String what, String file, Set<String> checks, long seeds, String find, String replace) {
    static final String TRANSCRIPT = "transcript ";

    private static final String OPEN = "<<<";
    private static final String CLOSE = ">>>";

    /** Reads lines of {@code key: value}, and texts between lines of three brackets. */
    static Canary read(Path path) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        String key = "";
        StringBuilder text = new StringBuilder();
        boolean inText = false;
        for (String line : Files.readAllLines(path)) {
            if (inText) {
                inText = !line.equals(CLOSE);
                if (inText) {
                    text.append(text.isEmpty() ? "" : "\n").append(line);
                } else {
                    fields.put(key, text.toString());
                    text.setLength(0);
                }
            } else if (line.equals(OPEN)) {
                inText = true;
            } else if (line.contains(":")) {
                key = line.substring(0, line.indexOf(':'));
                fields.put(key, line.substring(line.indexOf(':') + 1).trim());
            }
        }
        String name = String.valueOf(path.getFileName()).replace(".canary", "");
        return new Canary(
                name,
                field(fields, name, "what"),
                field(fields, name, "file"),
                Set.of(field(fields, name, "check").split(", *")),
                Long.parseLong(field(fields, name, "seeds")),
                field(fields, name, "find"),
                field(fields, name, "replace"));
    }

    /** Whether this failure, in the words of a violation, comes from a check that is meant to find it. */
    boolean isFoundBy(String failure) {
        return checks.stream().anyMatch(rule -> failure.startsWith(rule + ":"));
    }

    /** The names of the transcripts that are meant to find it. */
    List<String> transcripts() {
        return checks.stream()
                .filter(check -> check.startsWith(TRANSCRIPT))
                .map(check -> check.substring(TRANSCRIPT.length()))
                .sorted()
                .toList();
    }

    private static String field(Map<String, String> fields, String name, String key) {
        String value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException("canary " + name + " has no '" + key + "'");
        }
        return value;
    }

    /** The source with the fault in it. */
    String changedSource(Path root) throws IOException {
        String source = Files.readString(root.resolve(file));
        int at = source.indexOf(find);
        if (at < 0 || source.indexOf(find, at + 1) >= 0) {
            throw new IllegalStateException("canary " + name + ": its text is not exactly once in " + file);
        }
        return source.substring(0, at) + replace + source.substring(at + find.length());
    }
}
