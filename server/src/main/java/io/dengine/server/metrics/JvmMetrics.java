package io.dengine.server.metrics;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Metrics of the process, read on demand. */
public final class JvmMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT_PREFIX = "VmRSS:";

    private JvmMetrics() {}

    /** Adds the process's metrics to {@code registry}. */
    public static void register(MetricsRegistry registry, String version) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        registry.sampled(MetricCatalogue.BUILD, sink -> sink.value(1, version));
        registry.sampled(MetricCatalogue.MEMORY_USED, sink -> {
            sink.value(memory.getHeapMemoryUsage().getUsed(), "heap");
            sink.value(memory.getNonHeapMemoryUsage().getUsed(), "nonheap");
        });
        registry.sampled(MetricCatalogue.MEMORY_MAX, sink -> {
            MemoryUsage heap = memory.getHeapMemoryUsage();
            sink.value(heap.getMax(), "heap");
        });
        registry.sampled(MetricCatalogue.GC_COUNT, sink -> {
            for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
                sink.value(gc.getCollectionCount(), gc.getName());
            }
        });
        registry.sampled(MetricCatalogue.GC_TIME, sink -> {
            for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
                sink.value(gc.getCollectionTime() / 1e3, gc.getName());
            }
        });
        registry.sampled(
                MetricCatalogue.THREADS,
                sink -> sink.value(ManagementFactory.getThreadMXBean().getThreadCount()));
        registry.sampled(MetricCatalogue.CPU, sink -> sink.value(cpuSeconds()));
        registry.sampled(MetricCatalogue.RESIDENT, sink -> sink.value(residentBytes()));
        registry.sampled(
                MetricCatalogue.STARTED,
                sink -> sink.value(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3));
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1e3;
    }

    /** Returns the resident memory, or 0 on systems that do not report it. */
    private static double residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT_PREFIX)) {
                    String kilobytes = line.substring(RESIDENT_PREFIX.length())
                            .replace("kB", "")
                            .strip();
                    return Long.parseLong(kilobytes) * 1024.0;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
        return 0;
    }
}
