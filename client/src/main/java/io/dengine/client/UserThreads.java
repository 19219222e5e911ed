package io.dengine.client;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The default executor of users' code: virtual threads where the runtime has them, otherwise a few daemon threads that
 * end when they are idle.
 */
final class UserThreads implements Executor {
    private static final String NAME = "d-engine-client-";
    private static final int LEAST_THREADS = 4;
    private static final long IDLE_SECONDS = 5;
    private static final @Nullable ThreadFactory VIRTUAL = virtualThreads();

    private final @Nullable ThreadPoolExecutor pool;

    UserThreads() {
        this(VIRTUAL != null);
    }

    UserThreads(boolean virtual) {
        this.pool = virtual ? null : daemons();
    }

    /** Returns a factory of virtual threads, or null. Uses reflection, because this is compiled for Java 17. */
    private static @Nullable ThreadFactory virtualThreads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, NAME, 1L);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (NoSuchMethodException | ClassNotFoundException | IllegalAccessException e) {
            return null;
        } catch (InvocationTargetException e) {
            return null; // a preview that is not enabled
        }
    }

    private static ThreadPoolExecutor daemons() {
        AtomicLong number = new AtomicLong();
        int threads = Math.max(LEAST_THREADS, 2 * Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor daemons = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, NAME + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        daemons.allowCoreThreadTimeOut(true);
        return daemons;
    }

    @Override
    public void execute(Runnable task) {
        ThreadPoolExecutor own = pool;
        ThreadFactory virtual = VIRTUAL;
        if (own != null) {
            own.execute(task);
        } else if (virtual != null) {
            virtual.newThread(task).start();
        }
    }

    /** Lets the threads end once they have run the submitted tasks. */
    void end() {
        ThreadPoolExecutor own = pool;
        if (own != null) {
            own.shutdown();
        }
    }
}
