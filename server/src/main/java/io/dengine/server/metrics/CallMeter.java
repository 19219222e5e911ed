package io.dengine.server.metrics;

import io.dengine.call.Call;
import io.dengine.call.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls of clients of the native protocol. Event loops call its methods, which only add numbers. */
public final class CallMeter {
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger watches = new AtomicInteger();
    private final Counter[] begun;
    private final Counter ended = new Counter();
    private final Counter[] failed;

    public CallMeter(MetricsRegistry registry) {
        registry.sampled(MetricCatalogue.CALL_CONNECTIONS, sink -> sink.value(connections.get()));
        begun = registry.counters(MetricCatalogue.CALLS, List.of("write", "read_keys", "read_range", "read_lease"));
        registry.sampled(MetricCatalogue.CALLS_UNDER_WAY, sink -> sink.value(underWay()));
        List<String> problems = new ArrayList<>();
        for (Problem problem : Problem.values()) {
            if (problem.isEncoded()) {
                problems.add(problem.name().toLowerCase(Locale.ROOT));
            }
        }
        failed = registry.counters(MetricCatalogue.CALLS_FAILED, problems);
        registry.sampled(MetricCatalogue.CALL_WATCHES, sink -> sink.value(watches.get()));
    }

    /** Returns the number of calls in flight. */
    public long underWay() {
        long gone = ended.value();
        long all = 0;
        for (Counter counter : begun) {
            all += counter.value();
        }
        return Math.max(0, all - gone);
    }

    public void connectionOpened() {
        connections.incrementAndGet();
    }

    public void connectionClosed() {
        connections.decrementAndGet();
    }

    public void callBegun(Call call) {
        int kind = switch (call) {
            case Call.Write write -> 0;
            case Call.ReadKeys read -> 1;
            case Call.ReadRange read -> 2;
            case Call.ReadLease read -> 3;
        };
        begun[kind].increment();
    }

    public void callEnded() {
        ended.increment();
    }

    public void callFailed(Problem problem) {
        failed[problem.encoded().ordinal()].increment();
    }

    public void watchBegun() {
        watches.incrementAndGet();
    }

    public void watchesEnded(int count) {
        watches.addAndGet(-count);
    }
}
