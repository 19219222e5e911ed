package io.dengine.recipes;

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

    /** Leaves, and waits until all have left, no longer than {@code timeout}; false if somebody is still there. */
    public boolean leave(Duration timeout) throws InterruptedException {
        return Waiting.on(left(Waiting.AT_ONCE), timeout).isPresent();
    }

    /** Leaves, and completes when all have left. Cancelling the future ends the wait. */
    public CompletableFuture<Boolean> leaveAsync() {
        return left(Waiting.APART);
    }

    private CompletableFuture<Boolean> left(Executor executor) {
        Until<Boolean> empty = new Until<>(stay().client(), () -> barrier.lookForEnd(round));
        CompletableFuture<Boolean> shown = empty.result().thenApplyAsync(value -> value, executor);
        var unused = release().whenComplete((nothing, failure) -> empty.start());
        return Waiting.cancelling(shown, empty::cancel);
    }
}
