package io.dengine.recipes;

import java.time.Duration;
import java.util.function.Function;

/**
 * One key of a {@link ConfigMap}, and its parser.
 *
 * @param key the key without the name of the map
 * @param parser converts the text to a value; an exception marks the text as unreadable
 * @param standard the default, used while the key is absent or has never been readable
 */
public record Setting<T>(String key, Function<String, T> parser, T standard) {
    /** Returns a setting whose value is the text itself. */
    public static Setting<String> text(String key, String standard) {
        return new Setting<>(key, text -> text, standard);
    }

    /** Returns a setting whose value is a whole number. */
    public static Setting<Long> number(String key, long standard) {
        return new Setting<>(key, text -> Long.valueOf(text.strip()), standard);
    }

    /** Returns a setting whose value is {@code true} or {@code false}. */
    public static Setting<Boolean> flag(String key, boolean standard) {
        return new Setting<>(key, Setting::parseFlag, standard);
    }

    /** Returns a setting whose value is an ISO 8601 duration, such as {@code PT1.5S}. */
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
