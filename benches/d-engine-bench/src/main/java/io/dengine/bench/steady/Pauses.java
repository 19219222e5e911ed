package io.dengine.bench.steady;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pauses of the nodes' JVMs, of garbage collections and for any other reason, as their logs say. */
final class Pauses {
    private static final Pattern TOTAL = Pattern.compile("Total: +(\\d+) ns");

    private final Path directory;
    private final Map<Path, Integer> linesBefore = new HashMap<>();

    /** @param directory the directory of the logs, one for each process */
    Pauses(Path directory) {
        this.directory = directory;
    }

    /** Returns the option of the JVM that writes such a log. */
    String jvmOption() {
        return "-Xlog:safepoint:file=" + directory.resolve("pauses-%p.log") + "::filecount=0";
    }

    /**
     * The pauses of all nodes since a point in time.
     *
     * @param longestMillis the longest pause of any node, in milliseconds
     * @param share the time that a node paused on average, as a part of the whole
     */
    record Sum(double longestMillis, double share) {}

    /** Begins a measurement: what has been logged does not count. */
    void begin() throws IOException {
        linesBefore.clear();
        for (Path log : logs()) {
            linesBefore.put(log, lines(log).size());
        }
    }

    /** Returns the pauses since the beginning. @param nanos the time since then */
    Sum sum(long nanos) throws IOException {
        long longest = 0;
        long total = 0;
        List<Path> logs = logs();
        for (Path log : logs) {
            List<String> lines = lines(log);
            for (String line : lines.subList(linesBefore.getOrDefault(log, 0), lines.size())) {
                long pause = nanos(line);
                longest = Math.max(longest, pause);
                total += pause;
            }
        }
        return new Sum(longest / 1e6, total / (double) Math.max(1, nanos) / Math.max(1, logs.size()));
    }

    /** Returns the duration of the pause that a line of the log is about; 0 if it is about something else. */
    static long nanos(String line) {
        Matcher total = TOTAL.matcher(line);
        return total.find() ? Long.parseLong(total.group(1)) : 0;
    }

    private List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("pauses-"))
                    .toList();
        }
    }

    private static List<String> lines(Path log) throws IOException {
        return Files.readAllLines(log, StandardCharsets.UTF_8);
    }
}
