package io.dengine.server.call;

import io.dengine.call.Answer;
import io.dengine.call.ClientFrame;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * The range reads of a connection. A few are in flight. The others wait until one of those was answered and the client
 * has read what it was sent, so a client that reads nothing costs few reads, however many it sends. Each is expected to
 * return as much as the last one: if there is no memory for that, it is refused without being read.
 *
 * <p>Owned by the event loop of the connection.
 */
final class RangeReads {
    /** Starts a read, and returns its answer, which may be complete. */
    interface Starter {
        CompletableFuture<Answer> start(ClientFrame.Ask ask, int frameBytes);
    }

    private record Waiting(ClientFrame.Ask ask, int frameBytes) {}

    private final int maxUnderWay;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Set<CompletableFuture<Answer>> underWay = Collections.newSetFromMap(new IdentityHashMap<>());
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
            CompletableFuture<Answer> answer = starter.start(next.ask(), next.frameBytes());
            if (!answer.isDone()) {
                underWay.add(answer);
            }
        }
    }

    /**
     * Ends the read that has this answer.
     *
     * @param bytes the memory that the answer takes
     * @return false if {@code answer} is not that of a range read
     */
    boolean ended(CompletableFuture<Answer> answer, long bytes) {
        if (!underWay.remove(answer)) {
            return false;
        }
        expectedBytes = bytes;
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
        Set.copyOf(underWay).forEach(answer -> answer.cancel(false));
        return frames;
    }
}
