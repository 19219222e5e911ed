package io.dengine.server.metrics;

import io.dengine.server.memory.MemoryBudget;

/** Reports the memory that clients make a node hold. */
public final class MemoryMeter {
    private MemoryMeter() {}

    /** Adds the metrics of {@code memory} to {@code registry}. */
    public static void register(MetricsRegistry registry, MemoryBudget memory) {
        registry.sampled(MetricCatalogue.CLIENT_MEMORY, sink -> {
            sink.value(memory.usedBytes(), "used");
            sink.value(memory.limitBytes(), "limit");
        });
        registry.sampled(MetricCatalogue.CLIENT_MEMORY_REFUSED, sink -> sink.value(memory.refusals()));
        registry.sampled(MetricCatalogue.CLIENT_MEMORY_ENDED, sink -> sink.value(memory.endings()));
    }
}
