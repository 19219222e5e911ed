package io.dengine.client;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Work that is done on an executor after it was signalled, by one thread at a time, and costs nothing meanwhile. */
final class SerialTask implements Runnable {
    private static final System.Logger LOG = System.getLogger(SerialTask.class.getName());

    private final Executor executor;
    private final Runnable work;
    private final AtomicInteger signals = new AtomicInteger();

    /** @param work must look for itself what there is to do: signals that come together are one */
    SerialTask(Executor executor, Runnable work) {
        this.executor = executor;
        this.work = work;
    }

    /** Has the work done once more, some time after this call began. Any thread; short. */
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
                submit(); // not a loop: others wait for this thread as well
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
                    "The executor that the client was given refuses work, so listeners are not told any more. Close"
                            + " the client before its executor.");
        }
    }
}
