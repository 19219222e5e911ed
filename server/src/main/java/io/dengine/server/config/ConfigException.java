package io.dengine.server.config;

import java.util.List;

/** Thrown when the configuration cannot be used. Contains every problem that was found, each with its place. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;
    private final transient List<String> warnings;

    ConfigException(List<String> problems, List<String> warnings) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
        this.warnings = List.copyOf(warnings);
    }

    /** Returns one line per problem: {@code place: what is wrong and what was expected}. */
    public List<String> problems() {
        return problems;
    }

    /** Returns one line per warning, such as an unknown key: it may be the misspelt name of a missing one. */
    public List<String> warnings() {
        return warnings;
    }
}
