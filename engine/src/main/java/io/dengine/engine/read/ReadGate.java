package io.dengine.engine.read;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Confirmed reads that wait until their index is applied. Owned by the apply stage.
 *
 * @param <R> who waits
 */
public final class ReadGate<R> {
    private final ArrayDeque<Batch<R>> batches = new ArrayDeque<>();

    private record Batch<R>(long index, List<R> readers) {}

    /** Is told who may read now. */
    @FunctionalInterface
    public interface Exit<R> {
        void readyAt(R reader, long appliedIndex);
    }

    public void add(long index, List<R> readers) {
        // A read that waits longer than it must is still right, so one queue in order will do.
        Batch<R> last = batches.peekLast();
        batches.addLast(new Batch<>(last == null ? index : Math.max(index, last.index()), readers));
    }

    /** Lets go everyone who waited for {@code appliedIndex} or less. Returns whether there was any. */
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
