package io.dengine.bench;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.ReadLevel;
import io.dengine.api.Watch;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.embedded.EmbeddedEngine;
import io.dengine.embedded.Leader;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * One node of the embedded benchmark. The process whose engine leads measures; the others keep the quorum, and measure
 * eventual reads only, which every node answers from its own memory.
 */
final class EmbeddedRun {
    private static final Duration READY_LIMIT = Duration.ofSeconds(15);
    private static final Duration BETWEEN_TESTS = Duration.ofSeconds(2);
    /** The time that the leader keeps running after the last measurement, so that the other nodes see its end. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final Bytes DONE = Bytes.utf8("embedded-bench/done");
    private static final int BATCH_TOTAL = 100_000;

    private final EmbeddedEngine engine;
    private final Settings settings;
    private final EndSignal end;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * The measurements to make.
     *
     * @param verifyWrites true if each write is read back before it counts
     * @param batch true to run all six measurements instead of this one
     */
    record Settings(Workload workload, LoadPlan plan, int valueSize, boolean verifyWrites, boolean batch) {}

    private record Test(String name, Workload workload, LoadPlan plan) {}

    EmbeddedRun(EmbeddedEngine engine, Settings settings, EndSignal end, PrintStream out, PrintStream err) {
        this.engine = engine;
        this.settings = settings;
        this.end = end;
        this.out = out;
        this.err = err;
    }

    /** Waits for a leader, measures or serves, and returns the exit code. */
    int run() throws BenchException {
        Leader leader;
        try {
            leader = engine.awaitReady(READY_LIMIT);
        } catch (EngineException e) {
            throw new BenchException("the engine is not ready: " + e.getMessage()
                    + "; a cluster of three needs two running nodes: start another one");
        }
        out.println("Leader elected: " + leader.nodeId());
        out.println("Node ID: " + engine.nodeId());
        return settings.batch() ? runBatch() : runOne();
    }

    private int runOne() throws BenchException {
        String role = engine.isLeader() ? "Leader" : "Follower";
        boolean alone = engine.members().voters().size() == 1;
        int code = 0;
        if (engine.isLeader() || settings.workload().anyNode()) {
            out.println("This node is " + role + ", starting benchmark...");
            code = measure(settings.workload(), settings.plan());
            if (alone) {
                return code;
            }
            out.println();
            out.println("Benchmark completed. Press Ctrl+C to shutdown.");
        } else {
            out.println("This node is " + role + ", keeping cluster membership alive (no benchmark to run)...");
            out.println("Press Ctrl+C to shutdown.");
        }
        end.await();
        return code;
    }

    private int runBatch() throws BenchException {
        // Watch before reading the role, so as not to miss the end of a short batch.
        try (Watch done = engine.client().watch(WatchRequest.key(DONE))) {
            return engine.isLeader() ? leadBatch() : followBatch(done);
        }
    }

    private int leadBatch() throws BenchException {
        int code = 0;
        boolean first = true;
        for (Test test : tests()) {
            if (!first) {
                EndSignal.pause(BETWEEN_TESTS);
            }
            first = false;
            out.println();
            out.println("========================================");
            out.println(test.name());
            out.println("========================================");
            code = Math.max(code, measure(test.workload(), test.plan()));
        }
        Client client = engine.client();
        client.put(DONE, Bytes.utf8("node " + engine.nodeId()));
        out.println();
        out.println("All batch tests completed.");
        if (engine.members().voters().size() > 1) {
            EndSignal.pause(FAREWELL);
        }
        return code;
    }

    private int followBatch(Watch done) throws BenchException {
        out.println("This node is Follower, keeping cluster membership alive during batch tests...");
        out.println("Will auto-shutdown when leader completes benchmarks.");
        try {
            var unused = done.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
        out.println("Benchmark completed, shutting down follower.");
        return 0;
    }

    private List<Test> tests() {
        LoadPlan plan = settings.plan();
        Workload put = Workload.put(settings.valueSize());
        Workload linearizable = new Workload.Get(ReadLevel.LINEARIZABLE);
        LoadPlan one = LoadPlan.ofCalls(1, 10_000, plan.keys());
        LoadPlan many = LoadPlan.ofCalls(plan.clients(), BATCH_TOTAL, plan.keys());
        LoadPlan hot = LoadPlan.ofCalls(plan.clients(), BATCH_TOTAL, plan.keys().withKeySpace(10));
        return List.of(
                new Test("Single Client Write (10K requests)", put, one),
                new Test("High Concurrency Write (100K requests)", put, many),
                new Test("Linearizable Read (100K requests)", linearizable, many),
                new Test("Lease-Based Read (100K requests)", new Workload.Get(ReadLevel.LEASE), many),
                new Test("Eventual Consistency Read (100K requests)", new Workload.Get(ReadLevel.EVENTUAL), many),
                new Test("Hot-Key Test (100K requests, 10 keys)", linearizable, hot));
    }

    private int measure(Workload workload, LoadPlan plan) throws BenchException {
        try (Traffic traffic = new EmbeddedTraffic(workload, engine.client().async(), settings.verifyWrites())) {
            Measurements measurements = new LoadRun(plan, workload, traffic, Curve.none(), err).measure();
            Report.print(measurements, out);
            return measurements.failures() == 0 ? 0 : 1;
        }
    }
}
