package io.dengine.embedded;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs work on files on a separate thread while the caller waits. An interrupt closes the files that the interrupted
 * thread uses, so only threads that no user can interrupt may use them. An interrupted caller keeps waiting, and its
 * interrupt status stays set.
 */
final class OwnThread {
    private OwnThread() {}

    /**
     * Returns the result of {@code work}, or throws its exception with the caller's frames added.
     *
     * @param name the name of the thread
     * @param onInterrupt called once if the caller is interrupted; may make the work end early
     */
    static <T> T call(String name, Callable<T> work, Runnable onInterrupt) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().name(name).daemon(true).start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    if (!interrupted) {
                        interrupted = true;
                        onInterrupt.run();
                    }
                }
            }
        } catch (ExecutionException e) {
            throw withFramesOfCaller(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Exception withFramesOfCaller(ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause == null) {
            return failed;
        }
        StackTraceElement[] own = cause.getStackTrace();
        StackTraceElement[] callers = failed.getStackTrace();
        StackTraceElement[] all = new StackTraceElement[own.length + callers.length];
        System.arraycopy(own, 0, all, 0, own.length);
        System.arraycopy(callers, 0, all, own.length, callers.length);
        cause.setStackTrace(all);
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : failed;
    }
}
