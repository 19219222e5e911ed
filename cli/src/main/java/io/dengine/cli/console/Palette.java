package io.dengine.cli.console;

import java.util.Map;
import org.jline.utils.AttributedStyle;

/**
 * The styles of the console: three that say something, and two that order it.
 *
 * @param good as it should be
 * @param caution to be looked at
 * @param alarm to be acted upon
 * @param strong what the eye should find
 * @param title of a part
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

    /** Nothing but characters. */
    public static final Palette NONE = new Palette(PLAIN, PLAIN, PLAIN, PLAIN, PLAIN);

    /** Without colours, as the variable NO_COLOR asks for. */
    static final Palette PLAIN_TERMINAL = new Palette(
            PLAIN, AttributedStyle.BOLD, AttributedStyle.BOLD.inverse(), AttributedStyle.BOLD, PLAIN.underline());

    /** With the eight colours that all terminals have. */
    static final Palette COLOURS = new Palette(
            PLAIN.foreground(AttributedStyle.GREEN),
            PLAIN.foreground(AttributedStyle.YELLOW),
            AttributedStyle.BOLD.foreground(AttributedStyle.RED),
            AttributedStyle.BOLD,
            PLAIN.underline());

    /** What suits a terminal with so many colours in this environment. */
    static Palette of(Map<String, String> environment, int colours) {
        boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return unwanted || colours < 8 ? PLAIN_TERMINAL : COLOURS;
    }
}
