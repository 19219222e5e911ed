package io.dengine.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The resource usage of processes on this machine, from {@code /proc}. */
public final class Usage {
    static final double TICKS_PER_SECOND = 100;

    private Usage() {}

    /** Returns the processor time of all processes since their start, in seconds, including that of ended threads. */
    static double cpuSeconds(List<Long> pids) throws IOException {
        double ticks = 0;
        for (long pid : pids) {
            ticks += ticksOf(Files.readString(of(pid, "stat")));
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Returns the user and system time from a line of {@code stat}; the name before them may contain any character. */
    static long ticksOf(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** Resets the peaks of {@link #peakMegabytes}. If the kernel forbids that, they count from the processes' start. */
    static void forgetPeaks(List<Long> pids) {
        for (long pid : pids) {
            try {
                Files.writeString(of(pid, "clear_refs"), "5");
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Returns the peak resident memory of a process, in MiB. */
    static double peakMegabytes(long pid) throws IOException {
        return kilobytes("VmHWM:", Files.readString(of(pid, "status"))) / 1024.0;
    }

    /** Returns the present resident memory of a process, in MiB. */
    public static double residentMegabytes(long pid) throws IOException {
        return kilobytes("VmRSS:", Files.readString(of(pid, "status"))) / 1024.0;
    }

    /** Returns a figure from the text of {@code status}, in KiB. */
    static long kilobytes(String field, String status) {
        return status.lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    static Path of(long pid, String file) {
        return Path.of("/proc/" + pid + "/" + file);
    }
}
