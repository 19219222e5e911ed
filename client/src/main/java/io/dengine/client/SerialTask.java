package io.dengine.client;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A task that runs on an executor after each signal, on one thread at a time, and uses no thread while it is idle. */
final class SerialTask implements Runnable {
    private static final System.Logger LOG = System.getLogger(SerialTask.class.getName());

    private final Executor executor;
    private final Runnable work;
    private final AtomicInteger signals = new AtomicInteger();

    /** @param work must check for itself what there is to do: several signals may lead to one run */
    SerialTask(Executor executor, Runnable work) {
        this.executor = executor;
        this.work = work;
    }

    /** Runs the task again, some time after this call began. Any thread; returns quickly. */
    void signal() {
        if (signals.getAndIncrement() == 0) {
            submit();
        }
    }

    @Override
    public void run() {
        int seen = signals.get();
        try {
            work.run();
        } finally {
            if (signals.addAndGet(-seen) != 0) {
                submit(); // not a loop, because other tasks also need this thread
            }
        }
    }

    private void submit() {
        try {
            executor.execute(this);
        } catch (RejectedExecutionException e) {
            signals.set(0);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The executor of the client rejects tasks, so listeners are no longer called. Close"
                            + " the client before its executor.");
        }
    }
}
