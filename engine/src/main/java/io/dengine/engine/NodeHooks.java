package io.dengine.engine;

import io.dengine.engine.port.Carrier;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Who watches a node, and who works for it.
 *
 * @param metrics is told numbers
 * @param notes is told what operators may want to know
 * @param snapshots is told what happens to snapshots
 * @param integrity is told what was found where data is checked
 * @param listeners runs the listeners of status, configuration and failure, in order: never a stage's thread, unless
 *     the stages are stepped by hand
 * @param lowOnSpace whether commands are refused because the disk is nearly full; asked by the core's thread, so it
 *     must answer from memory
 * @param carrier threads that bring work and may do it themselves
 */
public record NodeHooks(
        NodeMetrics metrics,
        NoteListener notes,
        SnapshotListener snapshots,
        IntegrityListener integrity,
        Executor listeners,
        BooleanSupplier lowOnSpace,
        Carrier carrier) {
    /** Nobody watches; listeners run in order on virtual threads. */
    public static NodeHooks none() {
        return new NodeHooks(
                NodeMetrics.NONE,
                note -> {},
                report -> {},
                report -> {},
                new SerialExecutor(),
                () -> false,
                Carrier.NONE);
    }

    /** Nobody watches; listeners run at once on whatever thread steps the stages. For simulation. */
    public static NodeHooks direct() {
        return none().withListeners(Runnable::run);
    }

    public NodeHooks withMetrics(NodeMetrics newMetrics) {
        return new NodeHooks(newMetrics, notes, snapshots, integrity, listeners, lowOnSpace, carrier);
    }

    public NodeHooks withNotes(NoteListener newNotes) {
        return new NodeHooks(metrics, newNotes, snapshots, integrity, listeners, lowOnSpace, carrier);
    }

    public NodeHooks withSnapshots(SnapshotListener newSnapshots) {
        return new NodeHooks(metrics, notes, newSnapshots, integrity, listeners, lowOnSpace, carrier);
    }

    public NodeHooks withIntegrity(IntegrityListener newIntegrity) {
        return new NodeHooks(metrics, notes, snapshots, newIntegrity, listeners, lowOnSpace, carrier);
    }

    public NodeHooks withListeners(Executor newListeners) {
        return new NodeHooks(metrics, notes, snapshots, integrity, newListeners, lowOnSpace, carrier);
    }

    public NodeHooks withLowOnSpace(BooleanSupplier newLowOnSpace) {
        return new NodeHooks(metrics, notes, snapshots, integrity, listeners, newLowOnSpace, carrier);
    }

    public NodeHooks withCarrier(Carrier newCarrier) {
        return new NodeHooks(metrics, notes, snapshots, integrity, listeners, lowOnSpace, newCarrier);
    }
}
