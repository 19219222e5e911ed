package io.dengine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of TLC: a specification, its bounds, and the expected outcome.
 *
 * @param spec the module in the folder of specifications
 * @param name the property that the run checks
 * @param constants the constants that differ from the specification's configuration file
 * @param violated the invariant that a mutant violates, or {@link #HOLDS}; a mutant may also violate another invariant
 * @param effort the runs that include this check
 */
public record Check(String spec, String name, Map<String, String> constants, String violated, Effort effort) {
    /** The expected outcome if no invariant is violated. */
    public static final String HOLDS = "holds";

    private static final int COLUMNS = 5;

    /** The runs that include a check. */
    public enum Effort {
        /** Every build and {@code scripts/model}. */
        BUILD,
        /** Only {@code scripts/model}. */
        LONG
    }

    public Check {
        constants = Map.copyOf(constants);
    }

    /** Reads the table of all checks; bars separate columns, semicolons separate constants. */
    public static List<Check> readAll(Path table) throws IOException {
        List<Check> checks = new ArrayList<>();
        for (String line : Files.readAllLines(table)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                checks.add(parse(line));
            }
        }
        return checks;
    }

    private static Check parse(String line) {
        String[] columns = line.split("\\|", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("not " + COLUMNS + " columns: " + line);
        }
        Map<String, String> constants = new LinkedHashMap<>();
        for (String constant : columns[2].split(";", -1)) {
            if (!constant.isBlank()) {
                String[] sides = constant.split("=", 2);
                constants.put(sides[0].strip(), sides[1].strip());
            }
        }
        return new Check(
                columns[0].strip(),
                columns[1].strip(),
                constants,
                columns[3].strip(),
                Effort.valueOf(columns[4].strip().toUpperCase(Locale.ROOT)));
    }

    /** Returns whether this is the expected outcome. */
    public boolean isMetBy(Outcome outcome) {
        boolean found = !outcome.violated().equals(HOLDS) && !outcome.violated().equals(Outcome.NOT_FINISHED);
        return violated.equals(HOLDS) ? outcome.violated().equals(HOLDS) : found;
    }

    /** Returns the specification's configuration with the constants of this check. */
    String configuration(String base) {
        String text = base;
        for (Map.Entry<String, String> constant : constants.entrySet()) {
            Pattern line = Pattern.compile("(?m)^  " + constant.getKey() + " = .*$");
            Matcher found = line.matcher(text);
            if (!found.find()) {
                throw new IllegalArgumentException(spec + " has no constant " + constant.getKey());
            }
            text = found.replaceFirst(Matcher.quoteReplacement("  " + constant.getKey() + " = " + constant.getValue()));
        }
        return text;
    }

    @Override
    public String toString() {
        return spec + ": " + name;
    }
}
