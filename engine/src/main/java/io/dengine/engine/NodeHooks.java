package io.dengine.engine;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Who watches a node.
 *
 * @param metrics is told numbers
 * @param notes is told what operators may want to know
 * @param listeners runs the listeners of status, configuration and failure, in order: never a stage's thread, unless
 *     the stages are stepped by hand
 * @param lowOnSpace whether commands are refused because the disk is nearly full; asked by the core's thread, so it
 *     must answer from memory
 */
public record NodeHooks(NodeMetrics metrics, NoteListener notes, Executor listeners, BooleanSupplier lowOnSpace) {
    /** Nobody watches; listeners run in order on virtual threads. */
    public static NodeHooks none() {
        return new NodeHooks(NodeMetrics.NONE, note -> {}, new SerialExecutor(), () -> false);
    }

    /** Nobody watches; listeners run at once on whatever thread steps the stages. For simulation. */
    public static NodeHooks direct() {
        return none().withListeners(Runnable::run);
    }

    public NodeHooks withMetrics(NodeMetrics newMetrics) {
        return new NodeHooks(newMetrics, notes, listeners, lowOnSpace);
    }

    public NodeHooks withNotes(NoteListener newNotes) {
        return new NodeHooks(metrics, newNotes, listeners, lowOnSpace);
    }

    public NodeHooks withListeners(Executor newListeners) {
        return new NodeHooks(metrics, notes, newListeners, lowOnSpace);
    }

    public NodeHooks withLowOnSpace(BooleanSupplier newLowOnSpace) {
        return new NodeHooks(metrics, notes, listeners, newLowOnSpace);
    }
}
