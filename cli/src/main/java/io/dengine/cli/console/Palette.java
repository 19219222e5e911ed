package io.dengine.cli.console;

import java.util.Map;
import org.jline.utils.AttributedStyle;

/**
 * The styles of the console: three with a meaning, and two for structure.
 *
 * @param good a value as it should be
 * @param caution a value to look at
 * @param alarm a value to act on
 * @param strong a value that the eye should find
 * @param title the title of a part
 */
public record Palette(
        AttributedStyle good,
        AttributedStyle caution,
        AttributedStyle alarm,
        AttributedStyle strong,
        AttributedStyle title) {
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;

    AttributedStyle none() {
        return PLAIN;
    }

    /** No styles. */
    public static final Palette NONE = new Palette(PLAIN, PLAIN, PLAIN, PLAIN, PLAIN);

    /** Without colors, as the variable NO_COLOR requests. */
    static final Palette PLAIN_TERMINAL = new Palette(
            PLAIN, AttributedStyle.BOLD, AttributedStyle.BOLD.inverse(), AttributedStyle.BOLD, PLAIN.underline());

    /** With the eight colors that all terminals have. */
    static final Palette COLOURS = new Palette(
            PLAIN.foreground(AttributedStyle.GREEN),
            PLAIN.foreground(AttributedStyle.YELLOW),
            AttributedStyle.BOLD.foreground(AttributedStyle.RED),
            AttributedStyle.BOLD,
            PLAIN.underline());

    /** Returns the palette for a terminal with this number of colors in this environment. */
    static Palette of(Map<String, String> environment, int colours) {
        boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return unwanted || colours < 8 ? PLAIN_TERMINAL : COLOURS;
    }
}
