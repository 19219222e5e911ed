package io.dengine.server.call;

import io.dengine.call.Answer;
import io.dengine.call.ClientFrame;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The range reads of a connection. A few are in flight. The others wait until one of those was answered and the client
 * has read what it was sent, so a client that reads nothing costs few reads, however many it sends. Each is expected to
 * take as much memory as the last one: if there is not as much, it is refused without being read.
 *
 * <p>Owned by the event loop of the connection.
 */
final class RangeReads {
    /** Starts a read. */
    interface Starter {
        void start(ClientFrame.Ask ask, int frameBytes);
    }

    private record Waiting(ClientFrame.Ask ask, int frameBytes) {}

    private final int maxUnderWay;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Map<ServedCall, CompletableFuture<Answer>> underWay = new IdentityHashMap<>();
    private long expectedBytes;

    /** @param maxUnderWay from 1 */
    RangeReads(int maxUnderWay) {
        this.maxUnderWay = maxUnderWay;
    }

    void add(ClientFrame.Ask ask, int frameBytes) {
        waiting.add(new Waiting(ask, frameBytes));
    }

    /** Starts the reads that may start now. */
    void start(BooleanSupplier room, Starter starter) {
        while (underWay.size() < maxUnderWay && !waiting.isEmpty() && room.getAsBoolean()) {
            Waiting next = waiting.remove();
            starter.start(next.ask(), next.frameBytes());
        }
    }

    /** Records a read that was started and is not answered yet. */
    void begun(ServedCall read, CompletableFuture<Answer> answer) {
        underWay.put(read, answer);
    }

    /** Ends a read. Returns false if {@code call} is not one that was {@linkplain #begun begun}. */
    boolean ended(ServedCall call) {
        if (underWay.remove(call) == null) {
            return false;
        }
        expectedBytes = call.takenBytes();
        return true;
    }

    /** Returns the memory that the answer to the next read probably takes. */
    long expectedBytes() {
        return expectedBytes;
    }

    /**
     * Forgets the reads that wait, and cancels those in flight: no client receives their answers.
     *
     * @return the sizes of the frames of the reads that have not been started
     */
    int[] close() {
        int[] frames = waiting.stream().mapToInt(Waiting::frameBytes).toArray();
        waiting.clear();
        List.copyOf(underWay.values()).forEach(answer -> answer.cancel(false));
        return frames;
    }
}
