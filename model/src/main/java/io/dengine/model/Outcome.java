package io.dengine.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The result of a run of TLC.
 *
 * @param violated the violated invariant, or {@link Check#HOLDS}, or {@link #NOT_FINISHED}
 * @param generated the number of computed states
 * @param distinct the number of distinct states among them
 * @param depth the depth of the complete search
 * @param millis the duration
 * @param text the complete output, including the path to the violation
 */
public record Outcome(String violated, long generated, long distinct, int depth, long millis, String text) {
    private static final Pattern VIOLATED = Pattern.compile("Invariant (\\w+) is violated");
    private static final Pattern STATES = Pattern.compile("(\\d+) states generated, (\\d+) distinct states found");
    private static final Pattern DEPTH = Pattern.compile("depth of the complete state graph search is (\\d+)");

    /** The outcome of a search that did not reach its end. */
    public static final String NOT_FINISHED = "not finished";

    static Outcome of(String text, long millis) {
        Matcher violated = VIOLATED.matcher(text);
        String result;
        if (violated.find()) {
            result = violated.group(1);
        } else {
            result = text.contains("No error has been found") ? Check.HOLDS : NOT_FINISHED;
        }
        long[] states = lastPair(text.replace(",", ""));
        Matcher depth = DEPTH.matcher(text);
        return new Outcome(
                result, states[0], states[1], depth.find() ? Integer.parseInt(depth.group(1)) : 0, millis, text);
    }

    private static long[] lastPair(String text) {
        Matcher matcher =
                Pattern.compile(STATES.pattern().replace(",", "")).matcher(text.replaceAll(" \\([^)]*\\)", ""));
        long[] pair = new long[2];
        while (matcher.find()) {
            pair[0] = Long.parseLong(matcher.group(1));
            pair[1] = Long.parseLong(matcher.group(2));
        }
        return pair;
    }

    @Override
    public String toString() {
        return "%s: %,d states, %,d distinct, depth %d, %.1f s"
                .formatted(violated, generated, distinct, depth, millis / 1000.0);
    }
}
