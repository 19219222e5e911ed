package io.dengine.engine.stage;

import java.io.IOException;

/** The common part of the stages of a node: they are woken in the same way, and a failure in one of them stops all. */
abstract class NodeStage implements Stage {
    private final String name;
    private final FailStop failStop;
    private Runnable waker = () -> {};

    NodeStage(String name, FailStop failStop) {
        this.name = name;
        this.failStop = failStop;
        failStop.onFailure(this::wake);
    }

    /** Does the work that is waiting or due. Returns whether there was any. */
    abstract boolean work() throws IOException;

    /** Fails what waits here, because the node has failed. Returns whether there was any. */
    abstract boolean giveUp();

    /** Returns the time at which there is work without an arrival. */
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
            // Whatever it is, continuing could lose or falsify data.
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
