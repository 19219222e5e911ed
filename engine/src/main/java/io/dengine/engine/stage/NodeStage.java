package io.dengine.engine.stage;

import java.io.IOException;

/** What the stages of a node share: how they are woken, and that a failure in one of them stops all. */
abstract class NodeStage implements Stage {
    private final String name;
    private final FailStop failStop;
    private Runnable waker = () -> {};

    NodeStage(String name, FailStop failStop) {
        this.name = name;
        this.failStop = failStop;
        failStop.onFailure(this::wake);
    }

    /** Does what is waiting and what is due. */
    abstract boolean work() throws IOException;

    /** The node has failed: gives up what waits here. Returns whether there was any. */
    abstract boolean giveUp();

    /** When there is work without an arrival. */
    abstract long workDeadlineNanos();

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final boolean runOnce() {
        if (failStop.hasFailed()) {
            return giveUp();
        }
        try {
            return work();
        } catch (Throwable e) {
            // Whatever it is, going on could lose or falsify data.
            failStop.fail(e);
            return true;
        }
    }

    @Override
    public final long nextDeadlineNanos() {
        return failStop.hasFailed() ? NO_DEADLINE : workDeadlineNanos();
    }

    @Override
    public final void onArrival(Runnable newWaker) {
        waker = newWaker;
    }

    final void wake() {
        waker.run();
    }
}
