package io.dengine.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Throughput over the course of a run: prints a line after every fixed number of calls.
 *
 * <p>Each line also shows the processor time that the nodes on this machine used per call. On a machine that runs other
 * programs, only this figure is comparable.
 */
public final class Curve {
    private final long step;
    private final LongSupplier clockNanos;
    private final LongSupplier nodesCpuNanos;
    private final List<Point> points = new ArrayList<>();

    private record Point(long calls, long nanos, long cpuNanos) {}

    /**
     * @param step the number of calls between two lines, or 0 for no curve
     * @param clockNanos supplies the time
     * @param nodesCpuNanos supplies the processor time that all nodes have used so far
     */
    Curve(long step, LongSupplier clockNanos, LongSupplier nodesCpuNanos) {
        this.step = step;
        this.clockNanos = clockNanos;
        this.nodesCpuNanos = nodesCpuNanos;
    }

    /** Returns a curve without lines. */
    public static Curve none() {
        return new Curve(0, () -> 0, () -> 0);
    }

    /** @param pids the process ids of the nodes on this machine, or an empty list */
    static Curve ofEvery(long step, List<Long> pids) {
        List<ProcessHandle> nodes =
                pids.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).toList();
        return new Curve(
                step,
                System::nanoTime,
                () -> nodes.stream()
                        .map(node -> node.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToLong(Duration::toNanos)
                        .sum());
    }

    /** Records that {@code calls} calls have begun. May be called on any thread. */
    void begun(long calls) {
        if (step > 0 && calls % step == 0) {
            synchronized (points) {
                points.add(new Point(calls, clockNanos.getAsLong(), nodesCpuNanos.getAsLong()));
            }
        }
    }

    void print(PrintStream out) {
        synchronized (points) {
            if (step == 0) {
                return;
            }
            out.println();
            out.println("Calls\tops/sec\tnodes' CPU per call (μs)");
            for (int i = 1; i < points.size(); i++) {
                Point from = points.get(i - 1);
                Point to = points.get(i);
                double calls = to.calls - from.calls;
                out.println(String.format(
                        Locale.ROOT,
                        "%d\t%.0f\t%.1f",
                        to.calls,
                        calls * 1e9 / Math.max(1, to.nanos - from.nanos),
                        (to.cpuNanos - from.cpuNanos) / 1e3 / calls));
            }
        }
    }
}
