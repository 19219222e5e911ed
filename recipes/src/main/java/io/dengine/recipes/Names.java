package io.dengine.recipes;

import io.dengine.bytes.Bytes;

/**
 * Builds the names of the recipes' keys: below the name that the user gives, under a prefix that no other recipe uses.
 */
final class Names {
    private static final int HINT_DIGITS = 16;
    private static final long ALL_DIGITS_MINUS_ONE = 0x0fff_ffff_ffff_ffffL;

    private Names() {}

    /**
     * Returns the prefix of all keys of one recipe.
     *
     * @param name not empty
     * @param kind the kind of recipe
     */
    static String prefix(String name, String kind) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a recipe needs a name that its users share, but it is empty");
        }
        return name + "/." + kind + "/";
    }

    /** Returns the key of a recipe that has only one. */
    static Bytes key(String name, String kind) {
        String prefix = prefix(name, kind);
        return Bytes.utf8(prefix.substring(0, prefix.length() - 1));
    }

    /** Formats a revision so that text order equals numeric order. */
    static String hint(long revision) {
        String digits = Long.toHexString(revision);
        return "0".repeat(HINT_DIGITS - digits.length()) + digits;
    }

    /** Reads the hint at {@code offset}, or returns -1 if there is none. */
    static long hintAt(Bytes key, int offset) {
        if (key.length() <= offset + HINT_DIGITS || key.at(offset + HINT_DIGITS) != '-') {
            return -1;
        }
        long revision = 0;
        for (int i = offset; i < offset + HINT_DIGITS; i++) {
            int digit = Character.digit(key.at(i), HINT_DIGITS);
            if (digit < 0 || revision > ALL_DIGITS_MINUS_ONE) {
                return -1;
            }
            revision = revision << 4 | digit;
        }
        return revision < 0 ? -1 : revision;
    }
}
