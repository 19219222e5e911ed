package io.dengine.client.remote;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sockets, threads, and the clock and random numbers of this machine. */
final class SocketWays implements Ways {
    private volatile boolean closed;
    private volatile @Nullable Thread repeating;

    @Override
    public Way to(Link link) {
        return new SocketWay(link, this);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public void every(Duration interval, Runnable task) {
        Thread thread = new Thread(() -> repeat(interval.toNanos(), task), "d-engine-client-keep-alive");
        thread.setDaemon(true);
        repeating = thread;
        thread.start();
    }

    private void repeat(long intervalNanos, Runnable task) {
        while (!closed) {
            LockSupport.parkNanos(this, Math.max(1, intervalNanos));
            task.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(repeating);
    }

    @Override
    public void join(Duration timeout) throws InterruptedException {
        Thread thread = repeating;
        if (thread != null && Thread.currentThread() != thread) {
            thread.join(timeout.toMillis());
        }
    }
}
