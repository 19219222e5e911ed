package io.dengine.simulator.canary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A known fault.
 *
 * @param name the name in reports
 * @param what a description of the fault
 * @param checks the rules that are expected to find it; a failure of any other rule finds it by accident. A name after
 *     {@code transcript} is the rule that this transcript's output is unchanged; a name after {@code explore} makes the
 *     explorer search within these bounds for a violation of one of the other rules
 * @param seeds the number of seeds within which the simulator must find it if no transcript does; 0 if random runs are
 *     not expected to find it
 * @param changes the changes of sources
 */
record Canary(String name, String what, Set<String> checks, long seeds, List<Change> changes) {
    static final String TRANSCRIPT = "transcript ";
    static final String EXPLORE = "explore ";

    /**
     * The replacement of one text by another.
     *
     * @param file the path of the source from the root of the project
     * @param find the text to replace
     * @param replace the new text
     */
    record Change(String file, String find, String replace) {
        /** Returns the source with the fault. */
        String changedSource(Path root) throws IOException {
            return changed(Files.readString(root.resolve(file)));
        }

        /** Returns this text of the source with the fault. */
        String changed(String source) {
            int at = source.indexOf(find);
            if (at < 0 || source.indexOf(find, at + 1) >= 0) {
                throw new IllegalStateException("the text does not occur exactly once in " + file + ": " + find);
            }
            return source.substring(0, at) + replace + source.substring(at + find.length());
        }
    }

    private static final String OPEN = "<<<";
    private static final String CLOSE = ">>>";

    /**
     * Reads lines of {@code key: value}, and texts between lines of three angle brackets; each "replace" ends a change.
     */
    static Canary read(Path path) throws IOException {
        String name = String.valueOf(path.getFileName()).replace(".canary", "");
        Map<String, String> fields = new TreeMap<>();
        List<Change> changes = new ArrayList<>();
        String key = "";
        StringBuilder text = new StringBuilder();
        boolean inText = false;
        for (String line : Files.readAllLines(path)) {
            if (inText && !line.equals(CLOSE)) {
                text.append(text.isEmpty() ? "" : "\n").append(line);
            } else if (inText) {
                inText = false;
                fields.put(key, text.toString());
                text.setLength(0);
                if (key.equals("replace")) {
                    changes.add(new Change(
                            field(fields, name, "file"), field(fields, name, "find"), field(fields, name, "replace")));
                }
            } else if (line.equals(OPEN)) {
                inText = true;
            } else if (line.contains(":")) {
                key = line.substring(0, line.indexOf(':'));
                fields.put(key, line.substring(line.indexOf(':') + 1).trim());
            }
        }
        return new Canary(
                name,
                field(fields, name, "what"),
                Set.of(field(fields, name, "check").split(", *")),
                Long.parseLong(field(fields, name, "seeds")),
                List.copyOf(changes));
    }

    /**
     * Returns whether {@code failure}, the text of a violation, comes from a check that is expected to find this fault.
     */
    boolean isFoundBy(String failure) {
        return checks.stream().anyMatch(rule -> failure.startsWith(rule + ":"));
    }

    /** Returns the names of the transcripts that are expected to find it. */
    List<String> transcripts() {
        return named(TRANSCRIPT);
    }

    /** Returns the names of the bounds within which the explorer is expected to find it. */
    List<String> explorations() {
        return named(EXPLORE);
    }

    private List<String> named(String kind) {
        return checks.stream()
                .filter(check -> check.startsWith(kind))
                .map(check -> check.substring(kind.length()))
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
}
