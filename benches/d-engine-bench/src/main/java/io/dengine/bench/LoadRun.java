package io.dengine.bench;

import io.dengine.bytes.Bytes;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Drives the clients until the plan is fulfilled. */
public final class LoadRun {
    private static final int MAX_FAILURES_TOLD = 100;
    private static final long CALL_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int HISTOGRAMS = 16;
    private static final long LONGEST_MICROS = 600_000_000;

    private final LoadPlan plan;
    private final Workload workload;
    private final Traffic traffic;
    private final Curve curve;
    private final PrintStream err;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    /**
     * Several histograms, so that threads seldom contend when they record a time. Not one per thread: an engine in this
     * process may answer each call on its own virtual thread.
     */
    private final List<Histogram> histograms;

    private final CountDownLatch running;
    private long endNanos = Long.MAX_VALUE;
    private @Nullable Pace pace;

    /** @param err the stream for the reasons of failed calls */
    public LoadRun(LoadPlan plan, Workload workload, Traffic traffic, Curve curve, PrintStream err) {
        this.plan = plan;
        this.workload = workload;
        this.traffic = traffic;
        this.curve = curve;
        this.err = err;
        this.running = new CountDownLatch(plan.clients());
        this.histograms = Stream.generate(() -> new Histogram(1, LONGEST_MICROS, 3))
                .limit(Math.min(HISTOGRAMS, plan.clients()))
                .toList();
    }

    /** Warms up if the plan says so, then measures. Blocks until the last call has ended. */
    public Measurements measure() throws BenchException {
        if (plan.warmUp() > 0) {
            new LoadRun(plan.forWarmUp(), workload, traffic, Curve.none(), err).measure();
        }
        long begin = System.nanoTime();
        if (plan.durationMillis() > 0) {
            endNanos = begin + TimeUnit.MILLISECONDS.toNanos(plan.durationMillis());
        }
        pace = plan.callsPerSecond() > 0 ? new Pace(plan.callsPerSecond()) : null;
        List<LogicalClient> clients = new ArrayList<>(plan.clients());
        for (int i = 0; i < plan.clients(); i++) {
            clients.add(new LogicalClient(this, traffic, i));
        }
        clients.forEach(traffic::begin);
        awaitClients(clients);
        long nanos = System.nanoTime() - begin;
        if (pace != null) {
            pace.close();
        }
        if (failures.get() > 0) {
            err.println(failures.get() + " calls failed");
        }
        Histogram all = new Histogram(1, LONGEST_MICROS, 3);
        for (Histogram part : histograms) {
            synchronized (part) {
                all.add(part);
            }
        }
        return new Measurements(nanos, all, failures.get());
    }

    /** Waits until all clients have finished. Checks for late calls once a second instead of using a timer per call. */
    private void awaitClients(List<LogicalClient> clients) throws BenchException {
        try {
            while (!running.await(1, TimeUnit.SECONDS)) {
                long now = System.nanoTime();
                clients.forEach(client -> client.cancelIfOlderThan(CALL_LIMIT_NANOS, now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }

    /** Returns the number of the next call, or -1 if the run is complete. */
    long takeCall(long nowNanos) {
        if (plan.durationMillis() > 0) {
            return nowNanos - endNanos < 0 ? calls.getAndIncrement() : -1;
        }
        long call = calls.getAndIncrement();
        if (call <= plan.total()) {
            curve.begun(call);
        }
        return call < plan.total() ? call : -1;
    }

    /** Returns what says when calls are due, or null: at once. */
    @Nullable
    Pace pace() {
        return pace;
    }

    Bytes key(long call) {
        return plan.keys().key(call);
    }

    /**
     * @param client the number of the client that made the call
     * @param nanos the duration of the call
     */
    void succeeded(int client, long nanos) {
        long micros = nanos / 1000;
        Histogram histogram = histograms.get(client % histograms.size());
        synchronized (histogram) {
            histogram.recordValue(Math.max(1, Math.min(micros, LONGEST_MICROS)));
        }
    }

    void failed(String reason) {
        long count = failures.incrementAndGet();
        if (count <= MAX_FAILURES_TOLD) {
            err.println(workload.name() + " error: " + reason);
        } else if (count == MAX_FAILURES_TOLD + 1) {
            err.println(workload.name() + " error: more of them are only counted");
        }
    }

    void clientEnded() {
        running.countDown();
    }
}
