package io.dengine.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The processor time of the threads of a process on this machine, from {@code /proc}. Threads whose names differ only
 * in a number count together. The kernel counts in steps of 10 ms and knows the first 15 characters of a name.
 */
public final class ThreadTimes {
    private static final String NODE_PREFIX = "d-engine-";

    private final Map<Long, Thread> threads;

    private record Thread(String name, long ticks) {}

    private ThreadTimes(Map<Long, Thread> threads) {
        this.threads = threads;
    }

    /** Reads the times of the threads that the process has now. */
    public static ThreadTimes of(long pid) throws IOException {
        List<Path> directories;
        try (Stream<Path> listed = Files.list(Usage.of(pid, "task"))) {
            directories = listed.toList();
        }
        Map<Long, Thread> threads = new TreeMap<>();
        for (Path directory : directories) {
            try {
                String stat = Files.readString(directory.resolve("stat"));
                threads.put(
                        Long.parseLong(directory.getFileName().toString()),
                        new Thread(nameOf(stat), Usage.ticksOf(stat)));
            } catch (NoSuchFileException ended) {
                continue;
            }
        }
        return new ThreadTimes(threads);
    }

    /** Returns the seconds of each name between an earlier reading and this one, without threads that have ended. */
    public Map<String, Double> secondsSince(ThreadTimes before) {
        Map<String, Double> seconds = new TreeMap<>();
        threads.forEach((id, thread) -> {
            Thread then = before.threads.get(id);
            long ticks = thread.ticks() - (then == null ? 0 : then.ticks());
            seconds.merge(thread.name(), ticks / Usage.TICKS_PER_SECOND, Double::sum);
        });
        return seconds;
    }

    /** Returns the name in a line of {@code stat}, without what the names of similar threads differ in. */
    static String nameOf(String stat) {
        String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        String own = name.startsWith(NODE_PREFIX) ? name.substring(NODE_PREFIX.length()) : name;
        String common = own.replaceAll("[#\\-0-9 ]+$", "");
        return common.isEmpty() ? name : common;
    }
}
