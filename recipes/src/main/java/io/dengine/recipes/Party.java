package io.dengine.recipes;

import io.dengine.api.EngineException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A party that has entered a {@link DoubleBarrier}. Closing it leaves the round without waiting for the others; losing
 * the lease does the same.
 */
public final class Party extends Held {
    private final DoubleBarrier barrier;
    private final long round;

    Party(DoubleBarrier barrier, Grip grip) {
        super(grip);
        this.barrier = barrier;
        this.round = grip.pass().number();
    }

    /**
     * Returns the fencing token that all parties of the round share. It is greater than that of every earlier round.
     */
    public long round() {
        return round;
    }

    /**
     * Leaves the round and waits, without a time limit, until all of its parties have left. Retries while the cluster
     * is unavailable.
     */
    public void leave() throws InterruptedException {
        var unused = Waiting.on(left(Waiting.AT_ONCE));
    }

    /**
     * Leaves the round and waits until all of its parties have left, at most {@code timeout}, plus up to one second if
     * the cluster has not answered by then.
     *
     * @return false if a party was still present according to the last answer of the cluster
     * @throws EngineException.Unavailable if the last request was not answered, so that it is unknown whether all have
     *     left. This party leaves in any case, at most one TTL later
     */
    public boolean leave(Duration timeout) throws InterruptedException {
        return leaving().within(timeout, "whether all have left. This party leaves all the same, a TTL later at most.");
    }

    /** Leaves the round and completes when all of its parties have left. Cancelling the future ends the wait. */
    public CompletableFuture<Boolean> leaveAsync() {
        return left(Waiting.APART);
    }

    private CompletableFuture<Boolean> left(Executor executor) {
        Until<Boolean> empty = leaving();
        CompletableFuture<Boolean> shown = empty.result().thenApplyAsync(value -> value, executor);
        return Waiting.cancelling(shown, empty::cancel);
    }

    /** Leaves the round, then checks whether all parties have left. */
    private Until<Boolean> leaving() {
        Until<Boolean> empty = new Until<>(stay().client(), () -> barrier.lookForEnd(round));
        var unused = release().whenComplete((nothing, failure) -> empty.start());
        return empty;
    }
}
