package io.dengine.kv.watch;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Drives a {@link WatchHub} on a thread of its own, which rests while nothing arrives. */
public final class WatchThread implements AutoCloseable {
    private final WatchHub hub;
    private final AtomicBoolean arrived = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closing;

    private WatchThread(WatchHub hub) {
        this.hub = hub;
        this.thread = Thread.ofPlatform().name("dengine-watch").daemon().unstarted(this::run);
    }

    /** Begins to drive {@code hub}, which nobody else may drive from then on. */
    public static WatchThread start(WatchHub hub) {
        WatchThread driver = new WatchThread(hub);
        hub.onArrival(driver::wake);
        driver.thread.start();
        return driver;
    }

    private void wake() {
        if (!arrived.getAndSet(true)) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closing) {
            arrived.set(false);
            if (!hub.runOnce()) {
                rest();
            }
        }
        hub.shutDown();
        var unused = hub.runOnce();
    }

    private void rest() {
        while (!arrived.get()) {
            LockSupport.park(this);
        }
    }

    /** Cancels every watch and ends the thread. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        wake();
        thread.join();
    }
}
