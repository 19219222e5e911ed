package io.dengine.engine.read;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Confirmed reads that wait until their index is applied. Owned by the apply stage.
 *
 * @param <R> the type of the pending reads
 */
public final class ReadGate<R> {
    private final ArrayDeque<Batch<R>> batches = new ArrayDeque<>();

    private record Batch<R>(long index, List<R> readers) {}

    /** Receives the reads that are released. */
    @FunctionalInterface
    public interface Exit<R> {
        void readyAt(R reader, long appliedIndex);
    }

    public void add(long index, List<R> readers) {
        // A read that waits longer than necessary is still correct, so one ordered queue is enough.
        Batch<R> last = batches.peekLast();
        batches.addLast(new Batch<>(last == null ? index : Math.max(index, last.index()), readers));
    }

    /** Releases all reads that waited for {@code appliedIndex} or less. Returns whether there were any. */
    public boolean open(long appliedIndex, Exit<R> exit) {
        boolean opened = false;
        for (Batch<R> first = batches.peekFirst();
                first != null && first.index() <= appliedIndex;
                first = batches.peekFirst()) {
            batches.removeFirst();
            for (R reader : first.readers()) {
                exit.readyAt(reader, appliedIndex);
            }
            opened = true;
        }
        return opened;
    }
}
