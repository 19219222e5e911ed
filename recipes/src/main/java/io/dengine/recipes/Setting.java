package io.dengine.recipes;

import java.time.Duration;
import java.util.function.Function;

/**
 * One key of a {@link ConfigMap}, and how to read it.
 *
 * @param key without the name of the map
 * @param parser makes a value of the text, or throws
 * @param standard is used while the key is absent, or was never readable
 */
public record Setting<T>(String key, Function<String, T> parser, T standard) {
    /** Text as it is. */
    public static Setting<String> text(String key, String standard) {
        return new Setting<>(key, text -> text, standard);
    }

    /** A whole number. */
    public static Setting<Long> number(String key, long standard) {
        return new Setting<>(key, text -> Long.valueOf(text.strip()), standard);
    }

    /** {@code true} or {@code false}. */
    public static Setting<Boolean> flag(String key, boolean standard) {
        return new Setting<>(key, Setting::parseFlag, standard);
    }

    /** A duration in the notation of ISO 8601, such as {@code PT1.5S}. */
    public static Setting<Duration> duration(String key, Duration standard) {
        return new Setting<>(key, text -> Duration.parse(text.strip()), standard);
    }

    private static Boolean parseFlag(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false: " + text);
        };
    }
}
