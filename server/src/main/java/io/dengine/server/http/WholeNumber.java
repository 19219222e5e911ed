package io.dengine.server.http;

/** Reads whole numbers that are sent as text: decimal digits of ASCII, with a minus sign in front of negative ones. */
final class WholeNumber {
    private WholeNumber() {}

    /** @throws NumberFormatException if {@code text} is something else, or too large */
    static long parse(String text) {
        if (text.startsWith("-0")) {
            throw new NumberFormatException("zero has no sign");
        }
        for (int i = text.startsWith("-") ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new NumberFormatException("not a digit"); // the library accepts a plus, and digits of all scripts
            }
        }
        return Long.parseLong(text);
    }
}
