package io.dengine.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Event loops on daemon threads whose shutdown does not delay the exit of the process.
 *
 * <p>Netty's own groups report their termination on a global non-daemon thread that stays for a second, which delays
 * the exit of the process. This group reports it on the thread of the loop that ended last.
 *
 * <p>Runs on Netty 4.2, and on Netty 4.1, which an application may bring; there, Netty delays the exit by a second.
 */
public final class EventLoops extends AbstractEventExecutorGroup implements EventLoopGroup {
    private static final boolean LOOPS_TAKE_HANDLERS = loopsTakeHandlers();

    private final List<EventLoop> loops;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger running;
    private final Promise<Object> terminated = new Termination();

    /** Any thread may wait for it: its listeners run on the loop that ended last, and block no other thread. */
    private static final class Termination extends DefaultPromise<Object> {
        Termination() {
            super(ImmediateEventExecutor.INSTANCE);
        }

        @Override
        protected void checkDeadLock() {}
    }

    /** The loops of Netty 4.2, in a class of their own, because this one must load on Netty 4.1. */
    private static final class Loops42 {
        private Loops42() {}

        static EventLoop make(ThreadFactory threads) {
            IoEventLoopGroup parent = null; // on Netty 4.1 a loop has not this group as its parent either
            return new SingleThreadIoEventLoop(parent, threads, NioIoHandler.newFactory());
        }
    }

    /**
     * Creates loops whose threads start with their first work.
     *
     * @param count the number of loops, from 1
     * @param name the prefix of the names of the threads
     */
    public EventLoops(int count, String name) {
        this(count, name, LOOPS_TAKE_HANDLERS);
    }

    EventLoops(int count, String name, boolean handlers) {
        ThreadFactory daemons = new DefaultThreadFactory(name, true);
        ThreadFactory noticed = work -> daemons.newThread(() -> run(work));
        List<EventLoop> made = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            made.add(handlers ? Loops42.make(noticed) : loopOf41(noticed));
        }
        this.loops = List.copyOf(made);
        this.running = new AtomicInteger(count);
    }

    private static boolean loopsTakeHandlers() {
        try {
            Class.forName("io.netty.channel.IoEventLoopGroup", false, EventLoopGroup.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static EventLoop loopOf41(ThreadFactory threads) {
        // Deprecated in Netty 4.2, but Netty 4.1 has no other. Declared as the interface, because the next() of the
        // class in Netty 4.2 is missing in Netty 4.1.
        EventLoopGroup one = new NioEventLoopGroup(1, threads);
        return one.next();
    }

    private void run(Runnable loop) {
        try {
            loop.run();
        } finally {
            if (running.decrementAndGet() == 0) {
                terminated.setSuccess(this);
            }
        }
    }

    @Override
    public EventLoop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return List.<EventExecutor>copyOf(loops).iterator();
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return next().register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(channel, promise);
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        for (EventLoop loop : loops) {
            Future<?> unused = loop.shutdownGracefully(quietPeriod, timeout, unit);
        }
        return terminated;
    }

    @Override
    public Future<?> terminationFuture() {
        return terminated;
    }

    @Override
    @Deprecated
    public void shutdown() {
        Future<?> unused = shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Override
    public boolean isShuttingDown() {
        return loops.stream().allMatch(EventLoop::isShuttingDown);
    }

    @Override
    public boolean isShutdown() {
        return loops.stream().allMatch(EventLoop::isShutdown);
    }

    @Override
    public boolean isTerminated() {
        return terminated.isDone();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }
}
