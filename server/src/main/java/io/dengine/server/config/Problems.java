package io.dengine.server.config;

import java.util.ArrayList;
import java.util.List;

/** Collects problems, so that a user sees all of them at once. */
final class Problems {
    /** The limit on the lines of each kind: no user would read more. */
    private static final int MAX_LINES = 100;

    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void error(Origin origin, String message) {
        add(errors, origin.place() + ": " + message);
    }

    void warning(Origin origin, String message) {
        add(warnings, origin.place() + ": " + message);
    }

    private static void add(List<String> lines, String line) {
        if (lines.size() < MAX_LINES) {
            lines.add(line);
        }
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Throws what is wrong, and with it what is suspect: a misspelt key may be why another one is missing. */
    void throwIfAny() throws ConfigException {
        if (!errors.isEmpty()) {
            throw new ConfigException(errors, warnings);
        }
    }
}
