package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.Watch;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchRequest;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A watch whose user takes the batches. Until the watch has begun, the executor polls; from then on only the thread
 * that takes does. Batches that are not taken stay with the target, which slows it down.
 */
final class PulledWatch extends OpenWatch<Watch> implements Watch {
    private final SerialTask beginning;
    private final ReentrantLock taking = new ReentrantLock();
    private volatile boolean handedOver;
    private volatile boolean signalled;
    private volatile @Nullable Thread waiting;

    PulledWatch(ClientCore core, WatchRequest request) {
        super(core, request);
        this.beginning = new SerialTask(core.executor(), this::beginPolling);
    }

    @Override
    void wake() {
        if (handedOver || isClosed()) {
            wakeTaker();
        } else {
            beginning.signal();
        }
    }

    @Override
    Watch handle() {
        return this;
    }

    private void wakeTaker() {
        signalled = true;
        LockSupport.unpark(waiting);
    }

    private void beginPolling() {
        if (handedOver || isClosed()) {
            wakeTaker();
            return;
        }
        if (feed.pollBegin()) {
            handedOver = true;
            announce();
            return;
        }
        EngineException end = feed.end();
        if (end != null) {
            fail(end);
        }
    }

    @Override
    public WatchBatch take() throws InterruptedException {
        while (true) {
            WatchBatch batch = poll(Long.MAX_VALUE);
            if (batch != null) {
                return batch;
            }
        }
    }

    @Override
    public @Nullable WatchBatch poll(Duration timeout) throws InterruptedException {
        return poll(ClientSettings.checkTime("the time to wait", timeout, 0));
    }

    private @Nullable WatchBatch poll(long timeoutNanos) throws InterruptedException {
        long startNanos = System.nanoTime();
        taking.lockInterruptibly();
        try {
            waiting = Thread.currentThread();
            while (true) {
                signalled = false;
                WatchBatch batch = next();
                if (batch != null) {
                    return batch;
                }
                long restNanos = timeoutNanos - (System.nanoTime() - startNanos);
                if (restNanos <= 0) {
                    return null;
                }
                rest(restNanos);
            }
        } finally {
            waiting = null;
            taking.unlock();
        }
    }

    private void rest(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!signalled) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    private @Nullable WatchBatch next() {
        if (!isClosed()) {
            WatchBatch batch = feed.poll();
            if (batch != null) {
                return batch;
            }
            EngineException end = feed.end();
            if (end != null) {
                fail(end);
            }
        }
        if (!isClosed()) {
            return null;
        }
        throw reason() instanceof EngineException why ? why : new EngineException.Closed("The watch was closed.");
    }

    @Override
    public long deliveredRevision() {
        return feed.deliveredRevision();
    }

    @Override
    public long incarnation() {
        return feed.incarnation();
    }

    @Override
    public void close() {
        release();
        wakeTaker();
    }
}
