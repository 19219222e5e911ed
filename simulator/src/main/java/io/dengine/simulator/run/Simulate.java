package io.dengine.simulator.run;

import io.dengine.simulator.check.Violation;
import io.dengine.simulator.run.Simulation.Result;
import io.dengine.simulator.run.Swarm.Fault;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs seeds and reports.
 *
 * <pre>
 *   --from S --seeds N          the seeds to run (default 1 and 1000)
 *   --every N                   only every N-th seed from the first one on: 11, from 11, for the client
 *                               library
 *   --seed S                    only this one, with the events before a failure
 *   --workers W                 threads (default: the processors)
 *   --budget-seconds B          begin no new seed after this time
 *   --until-virtual-seconds T   maximum time with faults in each run
 *   --store memory|rocksdb      the store of all seeds (default: a few on RocksDB)
 *   --twice                     run each seed twice and compare
 *   --keep-going                do not stop at the first failure
 * </pre>
 */
public final class Simulate {
    private final Map<String, String> options;
    private final AtomicLong nextSeed;
    private final long step;
    private final long endSeed;
    private final long deadlineNanos;
    private final boolean keepGoing;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Result> failures = new ArrayList<>();
    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final Map<Operator.Change, Long> changes = new EnumMap<>(Operator.Change.class);
    private final Map<LifeEvent, Long> lives = new EnumMap<>(LifeEvent.class);
    private long runs;
    private long virtualNanos;
    private long events;
    private long operations;
    private long checked;

    Simulate(Map<String, String> options) {
        this.options = options;
        boolean single = options.containsKey("seed");
        long from = single ? number("seed", 0) : number("from", 1);
        nextSeed = new AtomicLong(from);
        step = number("every", 1);
        endSeed = single ? from + 1 : from + step * number("seeds", 1_000);
        deadlineNanos = System.nanoTime() + number("budget-seconds", 1_000_000) * Scheduler.SECOND;
        keepGoing = options.containsKey("keep-going");
    }

    private long number(String option, long otherwise) {
        String text = options.get(option);
        return text == null ? otherwise : Long.parseLong(text);
    }

    /** Exits with 0 if no run failed, 1 after a violation, 2 after wrong usage. */
    public static void main(String[] arguments) throws InterruptedException {
        Map<String, String> options;
        try {
            options = Arguments.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (options.containsKey("store")) {
            System.setProperty(StoreKind.PROPERTY, options.getOrDefault("store", ""));
        }
        boolean clean = new Simulate(options).run();
        System.exit(clean ? 0 : 1);
    }

    /** Runs the seeds, prints the report, and returns whether no run failed. */
    boolean run() throws InterruptedException {
        long startNanos = System.nanoTime();
        List<Thread> workers = new ArrayList<>();
        for (long i = number("workers", Runtime.getRuntime().availableProcessors()); i > 0; i--) {
            Thread worker = new Thread(this::work, "simulation-" + i);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        report(System.nanoTime() - startNanos);
        return failures.isEmpty();
    }

    private void work() {
        while (System.nanoTime() < deadlineNanos) {
            long seed = nextSeed.getAndAdd(step);
            if (seed >= endSeed || !keepGoing && hasFailed()) {
                return;
            }
            take(runOne(seed));
        }
    }

    private Result runOne(long seed) {
        long safetyNanos = number("until-virtual-seconds", Long.MAX_VALUE / Scheduler.SECOND) * Scheduler.SECOND;
        Result result = Simulation.run(seed, safetyNanos);
        if (options.containsKey("twice")) {
            Result again = Simulation.run(seed, safetyNanos);
            if (again.traceHash() != result.traceHash()) {
                Violation difference = new Violation("determinism", "two runs of the seed differ");
                return result.withFailure(difference);
            }
        }
        return result;
    }

    private boolean hasFailed() {
        lock.lock();
        try {
            return !failures.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void take(Result result) {
        lock.lock();
        try {
            runs++;
            virtualNanos += result.virtualNanos();
            events += result.events();
            operations += result.operations();
            checked += result.checked();
            result.faults().forEach((fault, count) -> faults.merge(fault, (long) count, Long::sum));
            result.changes().forEach((change, count) -> changes.merge(change, (long) count, Long::sum));
            result.lives().forEach((event, count) -> lives.merge(event, (long) count, Long::sum));
            if (result.failure() != null) {
                failures.add(result);
                print(result);
            }
        } finally {
            lock.unlock();
        }
    }

    private void print(Result result) {
        System.out.println("FAILED  seed " + result.seed() + "  " + result.failure());
        if (options.containsKey("seed")) {
            System.out.println(Swarm.of(result.seed()));
            Violation failure = result.failure();
            if (failure != null && failure.getCause() != null) {
                failure.getCause().printStackTrace(System.out);
            }
            result.lastEvents().forEach(line -> System.out.println("    " + line));
        } else {
            System.out.println("    replay: scripts/simulate --seed " + result.seed());
        }
    }

    private void report(long tookNanos) {
        double seconds = tookNanos / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%d seeds, %.1f virtual hours, %d events (%.0f/s), %d calls, %d checked, %.1f s%n",
                runs,
                virtualNanos / 3_600e9,
                events,
                events / seconds,
                operations,
                checked,
                seconds);
        System.out.println("faults: " + faults);
        System.out.println("membership changes: " + changes);
        System.out.println("between lives: " + lives);
        System.out.println(failures.isEmpty() ? "no failure" : failures.size() + " seeds failed");
    }
}
