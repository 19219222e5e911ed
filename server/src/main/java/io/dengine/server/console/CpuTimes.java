package io.dengine.server.console;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** The processor time that each thread used between two looks. Owned by one thread. */
final class CpuTimes {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private Map<Long, Long> total = Map.of();
    private Map<Long, Long> used = Map.of();
    private long processTotal;
    private long processUsed;

    /** Takes the times since the last look. */
    void look() {
        long[] ids = threads.getAllThreadIds();
        long[] times = threads.getThreadCpuTime(ids);
        Map<Long, Long> newTotal = new HashMap<>();
        Map<Long, Long> newUsed = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (times[i] >= 0) { // else the thread has just ended
                newTotal.put(ids[i], times[i]);
                newUsed.put(ids[i], Math.max(0, times[i] - total.getOrDefault(ids[i], 0L)));
            }
        }
        total = newTotal;
        used = newUsed;
        long process = system.getProcessCpuTime();
        processUsed = Math.max(0, process - processTotal);
        processTotal = process;
    }

    long nanosOf(long threadId) {
        return used.getOrDefault(threadId, 0L);
    }

    /** Returns the time of all Java threads. */
    long nanosOfJava() {
        return used.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the time of the process, including the JIT compiler and the garbage collector. */
    long nanosOfProcess() {
        return processUsed;
    }

    int threadCount() {
        return used.size();
    }
}
