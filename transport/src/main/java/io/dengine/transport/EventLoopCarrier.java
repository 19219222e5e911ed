package io.dengine.transport;

import io.dengine.engine.port.Carrier;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** Runs work on the event loop that brings it, after the loop has finished its present reads. */
public final class EventLoopCarrier implements Carrier {
    private final EventExecutor[] loops;

    public EventLoopCarrier(EventLoopGroup group) {
        List<EventExecutor> found = new ArrayList<>();
        group.forEach(found::add);
        loops = found.toArray(new EventExecutor[0]);
    }

    @Override
    public boolean carry(Runnable work) {
        for (EventExecutor loop : loops) {
            if (loop.inEventLoop()) {
                try {
                    loop.execute(work);
                    return true;
                } catch (RejectedExecutionException e) {
                    return false; // it is shutting down
                }
            }
        }
        return false;
    }
}
