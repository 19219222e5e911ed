package io.dengine.engine;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.engine.port.Carrier;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.stage.Pipeline;
import io.dengine.engine.stage.Stage;
import io.dengine.engine.stage.StageThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The threads of one node, from start to end. */
final class StageThreads {
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long APPLY_PATIENCE_NANOS = 2_000_000_000L;

    private final int nodeId;
    private final Pipeline pipeline;
    private final TimeSource time;
    private final Carrier carrier;
    private final List<StageThread> threads = new ArrayList<>();
    private volatile boolean running;

    StageThreads(int nodeId, Pipeline pipeline, TimeSource time, Carrier carrier) {
        this.nodeId = nodeId;
        this.pipeline = pipeline;
        this.time = time;
        this.carrier = carrier;
    }

    void create() {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("the node was started before");
        }
        for (Stage stage : pipeline.stages()) {
            String name = "d-engine-" + stage.name() + "-" + nodeId;
            threads.add(new StageThread(name, stage, time, carrier, pipeline::fail));
        }
    }

    void start() {
        running = true;
        threads.forEach(StageThread::start);
    }

    boolean areRunning() {
        return running;
    }

    /** Returns the loads of the stages; empty unless their threads run. */
    List<StageLoad> loads() {
        List<StageLoad> loads = new ArrayList<>();
        if (running) {
            threads.forEach(thread -> loads.add(thread.load()));
        }
        return loads;
    }

    /** Asks the core to transfer leadership, and waits until this node leads no more. */
    void awaitStepDown(long timeoutNanos) {
        CountDownLatch ended = new CountDownLatch(1);
        pipeline.listeners().onStatus(status -> {
            if (status.role() != RoleName.LEADER) {
                ended.countDown();
            }
        });
        pipeline.requestStepDown();
        if (pipeline.view().status().role() == RoleName.LEADER) {
            uninterruptibly(() -> ended.await(timeoutNanos, TimeUnit.NANOSECONDS));
        }
    }

    /** Ends the threads, or does the last work of stages without threads. Returns false if one does not end. */
    boolean stop() {
        if (!running) {
            finishByHand();
            return true;
        }
        running = false;
        // The stages are listed from the source of work to its end, so each one finds everything that is sent to it.
        StageThread apply = threads.get(threads.size() - 1);
        boolean ended = true;
        for (StageThread thread : threads.subList(0, Pipeline.ABRUPT_STAGES)) {
            thread.stopNow();
            ended &= await(thread, PATIENCE_NANOS);
        }
        for (StageThread thread : threads.subList(Pipeline.ABRUPT_STAGES, threads.size())) {
            thread.stopWhenIdle();
        }
        if (!await(apply, APPLY_PATIENCE_NANOS)) {
            apply.stopNow();
        }
        for (StageThread thread : threads) {
            ended &= await(thread, PATIENCE_NANOS);
        }
        return ended;
    }

    private static boolean await(StageThread thread, long timeoutNanos) {
        return uninterruptibly(() -> thread.awaitEnd(timeoutNanos));
    }

    /** Executes the work that was requested of the disk, as threads would. */
    private void finishByHand() {
        for (Stage stage : pipeline.stages()
                .subList(Pipeline.ABRUPT_STAGES, pipeline.stages().size())) {
            for (int steps = 0; steps < 1_000 && stage.runOnce(); steps++) {
                // as long as there is work
            }
        }
    }

    private interface Wait {
        boolean run() throws InterruptedException;
    }

    private static boolean uninterruptibly(Wait wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.run();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
