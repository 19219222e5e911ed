package io.dengine.cli.console;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** One line of the screen, built from left to right. */
final class Line {
    private final AttributedStringBuilder text = new AttributedStringBuilder();

    Line add(String more) {
        return add(more, AttributedStyle.DEFAULT);
    }

    Line add(String more, AttributedStyle style) {
        text.append(more, style);
        return this;
    }

    /** Adds a left-aligned cell, cut if it is too long. */
    Line left(String cell, int width) {
        return left(cell, width, AttributedStyle.DEFAULT);
    }

    Line left(String cell, int width, AttributedStyle style) {
        String shown = cut(cell, width);
        return add(shown, style).add(" ".repeat(width - shown.length()));
    }

    /** Adds a right-aligned cell, with a space before it. */
    Line right(String cell, int width) {
        return right(cell, width, AttributedStyle.DEFAULT);
    }

    Line right(String cell, int width, AttributedStyle style) {
        String shown = cut(cell, width - 1);
        return add(" ".repeat(width - shown.length())).add(shown, style);
    }

    /** Pads up to a column, with at least one space. */
    Line until(int column) {
        return add(" ".repeat(Math.max(1, column - text.length())));
    }

    private static String cut(String cell, int width) {
        return cell.length() <= width ? cell : cell.substring(0, Math.max(0, width));
    }

    /** Returns the line with exactly this width. */
    AttributedString fitted(int width) {
        if (text.length() < width) {
            add(" ".repeat(width - text.length()));
        }
        return text.toAttributedString().substring(0, width);
    }
}
