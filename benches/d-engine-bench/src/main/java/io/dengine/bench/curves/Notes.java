package io.dengine.bench.curves;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Explanations of curves that somebody has written by hand: a file with a heading {@code ## NAME} for each curve that
 * has any.
 */
final class Notes {
    private static final String HEADING = "## ";

    private final Map<String, String> texts;

    private Notes(Map<String, String> texts) {
        this.texts = texts;
    }

    /** Reads a file, which may be absent. What stands before the first heading is ignored. */
    static Notes read(Path file) throws IOException {
        Map<String, StringBuilder> found = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(HEADING)) {
                    text = found.computeIfAbsent(
                            line.substring(HEADING.length()).strip(), name -> new StringBuilder());
                } else {
                    text.append(line).append('\n');
                }
            }
        }
        Map<String, String> texts = new LinkedHashMap<>();
        found.forEach((name, lines) -> texts.put(name, lines.toString().strip()));
        return new Notes(texts);
    }

    /** Returns the text for a curve, or an empty one. */
    String of(String axis) {
        return texts.getOrDefault(axis, "");
    }
}
