package io.dengine.server.config;

/** The number of letters to change, add, remove or swap with a neighbour to turn one word into another. */
final class EditDistance {
    /** Only this many first letters of a word are compared, because words come from users and may be long. */
    private static final int MAX_LENGTH = 200;

    private EditDistance() {}

    static int between(String from, String to) {
        int rows = Math.min(from.length(), MAX_LENGTH);
        int columns = Math.min(to.length(), MAX_LENGTH);
        int[] beforePrevious = new int[columns + 1];
        int[] previous = new int[columns + 1];
        int[] current = new int[columns + 1];
        for (int j = 0; j <= columns; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= rows; i++) {
            current[0] = i;
            for (int j = 1; j <= columns; j++) {
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                int best = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    best = Math.min(best, beforePrevious[j - 2] + 1);
                }
                current[j] = best;
            }
            int[] reused = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = reused;
        }
        return previous[columns];
    }
}
