package io.dengine.simulator.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One line of a transcript: a name, words, and {@code key=value} options. */
record Command(String name, List<String> words, Map<String, String> options) {
    static Command parse(String line) {
        String[] parts = line.trim().split("\\s+");
        List<String> words = new ArrayList<>();
        Map<String, String> options = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0) {
                options.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
            } else {
                words.add(parts[i]);
            }
        }
        return new Command(parts[0], words, options);
    }

    int node() {
        return Integer.parseInt(word(0));
    }

    String word(int position) {
        if (position >= words.size()) {
            throw new IllegalArgumentException("'" + name + "' needs more words");
        }
        return words.get(position);
    }

    boolean has(String word) {
        return words.contains(word);
    }

    long number(String option, long otherwise) {
        String text = options.get(option);
        return text == null ? otherwise : Long.parseLong(text);
    }

    String text(String option, String otherwise) {
        return options.getOrDefault(option, otherwise);
    }
}
