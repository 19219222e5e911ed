package io.dengine.engine;

import io.dengine.engine.port.Carrier;
import java.util.concurrent.Executor;

/**
 * The observers of a node, and the executors that work for it.
 *
 * @param metrics receives numbers
 * @param notes receives what operators may want to know
 * @param snapshots receives reports about snapshots
 * @param integrity receives the results of checking data
 * @param listeners runs the listeners of status, configuration and failure, in order: never a stage's thread, unless
 *     the stages are stepped by hand
 * @param carrier the threads that bring work and may execute it themselves
 * @param steps receives each step of the core
 */
public record NodeHooks(
        NodeMetrics metrics,
        NoteListener notes,
        SnapshotListener snapshots,
        IntegrityListener integrity,
        Executor listeners,
        Carrier carrier,
        StepListener steps) {
    /** Returns hooks without observers; listeners run in order on virtual threads. */
    public static NodeHooks none() {
        return new NodeHooks(
                NodeMetrics.NONE,
                note -> {},
                report -> {},
                report -> {},
                new SerialExecutor(),
                Carrier.NONE,
                StepListener.NONE);
    }

    /** Returns hooks without observers; listeners run at once on the thread that steps the stages. For simulation. */
    public static NodeHooks direct() {
        return none().withListeners(Runnable::run);
    }

    public NodeHooks withMetrics(NodeMetrics newMetrics) {
        return new NodeHooks(newMetrics, notes, snapshots, integrity, listeners, carrier, steps);
    }

    public NodeHooks withNotes(NoteListener newNotes) {
        return new NodeHooks(metrics, newNotes, snapshots, integrity, listeners, carrier, steps);
    }

    public NodeHooks withSnapshots(SnapshotListener newSnapshots) {
        return new NodeHooks(metrics, notes, newSnapshots, integrity, listeners, carrier, steps);
    }

    public NodeHooks withIntegrity(IntegrityListener newIntegrity) {
        return new NodeHooks(metrics, notes, snapshots, newIntegrity, listeners, carrier, steps);
    }

    public NodeHooks withListeners(Executor newListeners) {
        return new NodeHooks(metrics, notes, snapshots, integrity, newListeners, carrier, steps);
    }

    public NodeHooks withCarrier(Carrier newCarrier) {
        return new NodeHooks(metrics, notes, snapshots, integrity, listeners, newCarrier, steps);
    }

    public NodeHooks withSteps(StepListener newSteps) {
        return new NodeHooks(metrics, notes, snapshots, integrity, listeners, carrier, newSteps);
    }
}
