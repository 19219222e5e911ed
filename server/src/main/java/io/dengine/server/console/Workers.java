package io.dengine.server.console;

import io.dengine.engine.StageLoad;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The work of a node's threads in one interval. Owned by one thread. */
final class Workers {
    private static final double MILLIS = 1e-6;

    /** Stages that no request waits for; they are listed after those that requests pass through. */
    private static final Set<String> BACKGROUND = Set.of("snapshot", "verify");

    private final EventLoopGroup group;
    private final List<EventLoopProbe> loops = new ArrayList<>();
    private final CpuTimes cpu = new CpuTimes();
    private final Map<String, Before> stages = new HashMap<>();

    private record Before(Rate busy, Rate carried, Rate steps) {
        Before(StageLoad load) {
            this(new Rate(load.busyNanos()), new Rate(load.carriedNanos()), new Rate(load.steps()));
        }
    }

    Workers(EventLoopGroup group) {
        this.group = group;
    }

    /** Returns the work since the last look. The first look only begins the first interval. */
    List<Sample.Worker> look(List<StageLoad> loads, long nowNanos, long elapsedNanos) {
        cpu.look();
        List<Sample.Worker> workers = new ArrayList<>();
        double known = 0;
        List<Sample.Worker> background = new ArrayList<>();
        for (StageLoad load : loads) {
            Sample.Worker worker = stage(load, elapsedNanos);
            (BACKGROUND.contains(load.stage()) ? background : workers).add(worker);
            known += worker.cpu();
        }
        findLoops();
        for (int i = 0; i < loops.size(); i++) {
            Sample.Worker worker = loop(i, nowNanos, elapsedNanos);
            workers.add(worker);
            known += worker.cpu();
        }
        workers.addAll(background);
        double java = (double) cpu.nanosOfJava() / elapsedNanos;
        workers.add(other("other threads", java - known));
        workers.add(other("gc and jit", processors(elapsedNanos) - java));
        return workers;
    }

    private Sample.Worker stage(StageLoad load, long elapsedNanos) {
        Before before = stages.computeIfAbsent(load.stage(), name -> new Before(load));
        double busy = before.busy.share(load.busyNanos(), elapsedNanos);
        // A step that began in the previous interval counts as busy there, but as carried only in the interval in which
        // it ends.
        double carried = Math.min(busy, before.carried.share(load.carriedNanos(), elapsedNanos));
        return new Sample.Worker(
                load.stage(),
                "stage",
                busy,
                carried,
                (double) cpu.nanosOf(load.threadId()) / elapsedNanos,
                load.waiting(),
                load.deepest(),
                before.steps.perSecond(load.steps(), elapsedNanos),
                load.longestNanos() * MILLIS);
    }

    /**
     * Creates the probes once. The threads of the loops start with their first task, at the latest with the probe's
     * creation.
     */
    private void findLoops() {
        if (!loops.isEmpty()) {
            return;
        }
        for (EventExecutor executor : group) {
            EventLoopProbe probe = EventLoopProbe.of(executor);
            if (probe != null) {
                loops.add(probe);
            }
        }
    }

    private Sample.Worker loop(int index, long nowNanos, long elapsedNanos) {
        EventLoopProbe loop = loops.get(index);
        double share = (double) cpu.nanosOf(loop.threadId()) / elapsedNanos;
        int waiting = loop.waiting();
        return new Sample.Worker(
                "loop " + (index + 1), "loop", share, 0, share, waiting, waiting, 0, loop.lagNanos(nowNanos) * MILLIS);
    }

    private static Sample.Worker other(String name, double share) {
        double used = Math.max(0, share);
        return new Sample.Worker(name, "other", used, 0, used, 0, 0, 0, 0);
    }

    /** Returns the number of processors that the process has used. */
    double processors(long elapsedNanos) {
        return (double) cpu.nanosOfProcess() / elapsedNanos;
    }

    int threadCount() {
        return cpu.threadCount();
    }
}
