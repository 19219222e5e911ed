package io.dengine.recipes;

import io.dengine.api.EngineException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One that has entered a {@link DoubleBarrier}. Closing it leaves without waiting for the others; so does whatever
 * loses it.
 */
public final class Party extends Held {
    private final DoubleBarrier barrier;
    private final long round;

    Party(DoubleBarrier barrier, Grip grip) {
        super(grip);
        this.barrier = barrier;
        this.round = grip.pass().number();
    }

    /** The fencing token that all who entered together share: greater than that of all rounds before. */
    public long round() {
        return round;
    }

    /** Leaves, and waits until all have left who entered together, for as long as that takes; outages are sat out. */
    public void leave() throws InterruptedException {
        var unused = Waiting.on(left(Waiting.AT_ONCE));
    }

    /**
     * Leaves, and waits until all have left, no longer than {@code timeout}, or a moment longer if the cluster has not
     * answered by then; false if somebody is still there, by the last that the cluster has said.
     *
     * @throws EngineException.Unavailable if the cluster did not answer the last time it was asked, so that it is not
     *     known whether all have left. This party leaves all the same, a TTL later at most
     */
    public boolean leave(Duration timeout) throws InterruptedException {
        return leaving().within(timeout, "whether all have left. This party leaves all the same, a TTL later at most.");
    }

    /** Leaves, and completes when all have left. Cancelling the future ends the wait. */
    public CompletableFuture<Boolean> leaveAsync() {
        return left(Waiting.APART);
    }

    private CompletableFuture<Boolean> left(Executor executor) {
        Until<Boolean> empty = leaving();
        CompletableFuture<Boolean> shown = empty.result().thenApplyAsync(value -> value, executor);
        return Waiting.cancelling(shown, empty::cancel);
    }

    /** Leaves, and looks then whether all have. */
    private Until<Boolean> leaving() {
        Until<Boolean> empty = new Until<>(stay().client(), () -> barrier.lookForEnd(round));
        var unused = release().whenComplete((nothing, failure) -> empty.start());
        return empty;
    }
}
