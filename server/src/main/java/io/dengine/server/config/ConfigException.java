package io.dengine.server.config;

import java.util.List;

/** The configuration cannot be used. Carries every problem that was found, each with its place. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One line a problem: {@code place: what is wrong and what was expected}. */
    public List<String> problems() {
        return problems;
    }
}
