package io.dengine.cli.console;

import java.util.Locale;

/**
 * The user's choices on the console.
 *
 * @param node the index of the shown node, from 0
 * @param order the order of the threads
 * @param reversed true if the order is reversed
 * @param kind the kind of threads to show
 * @param filter a text that the names of threads must contain
 * @param typing true if keys go into the filter
 * @param frozen true if the display is frozen
 * @param help true if the help is shown
 */
public record Choices(
        int node,
        Order order,
        boolean reversed,
        Kind kind,
        String filter,
        boolean typing,
        boolean frozen,
        boolean help) {
    /** The order of the threads. */
    public enum Order {
        NODE,
        BUSY,
        CPU,
        QUEUE,
        STEPS,
        LONGEST,
        NAME;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        Order next() {
            return values()[(ordinal() + 1) % values().length];
        }
    }

    /** The kinds of threads to show. */
    public enum Kind {
        ALL,
        STAGE,
        LOOP,
        OTHER;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        Kind next() {
            return values()[(ordinal() + 1) % values().length];
        }
    }

    /** The initial choices. */
    public static final Choices STANDARD = new Choices(0, Order.NODE, false, Kind.ALL, "", false, false, false);

    static final int ESCAPE = 27;
    private static final int ENTER = '\r';
    private static final int NEW_LINE = '\n';
    private static final int BACKSPACE = 127;
    private static final int CONTROL_H = 8;
    private static final int TAB = '\t';
    private static final int MAX_FILTER = 20;

    /** Returns the choices after a key was pressed. Keys without a meaning change nothing. */
    Choices pressed(int key, int nodes) {
        if (typing) {
            return typed(key);
        }
        return switch (key) {
            case 's' -> with(order.next(), reversed, kind);
            case 'r' -> with(order, !reversed, kind);
            case 'f' -> with(order, reversed, kind.next());
            case '/' -> new Choices(node, order, reversed, kind, "", true, frozen, false);
            case 'n', TAB -> at((node + 1) % nodes);
            case 'p', ' ' -> new Choices(node, order, reversed, kind, filter, false, !frozen, help);
            case '?', 'h' -> new Choices(node, order, reversed, kind, filter, false, frozen, !help);
            case ESCAPE -> new Choices(node, order, reversed, kind, "", false, frozen, false);
            default -> key >= '1' && key <= '9' && key - '1' < nodes ? at(key - '1') : this;
        };
    }

    private Choices typed(int key) {
        return switch (key) {
            case ENTER, NEW_LINE -> filtered(filter, false);
            case ESCAPE -> filtered("", false);
            case BACKSPACE, CONTROL_H ->
                filtered(filter.isEmpty() ? "" : filter.substring(0, filter.length() - 1), true);
            default ->
                key >= ' ' && key < BACKSPACE && filter.length() < MAX_FILTER
                        ? filtered(filter + (char) key, true)
                        : this;
        };
    }

    private Choices with(Order newOrder, boolean newReversed, Kind newKind) {
        return new Choices(node, newOrder, newReversed, newKind, filter, typing, frozen, help);
    }

    private Choices at(int newNode) {
        return new Choices(newNode, order, reversed, kind, filter, typing, frozen, help);
    }

    private Choices filtered(String newFilter, boolean stillTyping) {
        return new Choices(node, order, reversed, kind, newFilter, stillTyping, frozen, help);
    }
}
