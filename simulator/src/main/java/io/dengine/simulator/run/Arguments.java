package io.dengine.simulator.run;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The command line of {@link Simulate}: {@code --name value} or {@code --name}. */
final class Arguments {
    private static final Set<String> WITH_VALUE =
            Set.of("from", "seeds", "every", "seed", "workers", "budget-seconds", "until-virtual-seconds");
    private static final Set<String> WITH_WORD = Set.of("store");
    private static final Set<String> ALONE = Set.of("twice", "keep-going");

    private Arguments() {}

    static Map<String, String> parse(String[] arguments) {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (ALONE.contains(name)) {
                options.put(name, "");
            } else if (WITH_WORD.contains(name) && i + 1 < arguments.length) {
                options.put(name, arguments[++i]);
            } else if (WITH_VALUE.contains(name) && i + 1 < arguments.length && isNumber(arguments[i + 1])) {
                options.put(name, arguments[++i]);
            } else {
                throw new IllegalArgumentException("unknown or incomplete option: " + arguments[i] + "; options are "
                        + new java.util.TreeSet<>(WITH_VALUE) + " with a number, " + WITH_WORD + " with a word, and "
                        + ALONE);
            }
        }
        return options;
    }

    private static boolean isNumber(String text) {
        return text.matches("-?\\d{1,18}");
    }
}
