package io.dengine.client;

import java.util.concurrent.ExecutionException;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/** A waiting caller receives its result, in whatever order the result and the wait happen. */
class ClientInterleavingsTest {
    private static final int SCHEDULES = 100;

    /** Static, so that the checker does not treat it as local to one thread. */
    private static ClientFuture<String> future = new ClientFuture<>(Runnable::run);

    static void together(Runnable first, Runnable second) {
        Throwable[] failure = new Throwable[1];
        Thread other = new Thread(() -> {
            try {
                second.run();
            } catch (Throwable e) {
                failure[0] = e;
            }
        });
        other.start();
        first.run();
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
    }

    private static String got(ClientFuture<String> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    @Test
    void whoWaitsGetsWhatIsSettled() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            future = new ClientFuture<>(Runnable::run);
            together(() -> require(got(future).equals("done"), "another result"), () -> future.settle("done"));
            require(future.isDone(), "settled, but not done");
        });
    }

    @Test
    void twoWhoWaitBothGetIt() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            future = new ClientFuture<>(Runnable::run);
            together(
                    () -> require(got(future).equals("done"), "another result"),
                    () -> together(
                            () -> require(got(future).equals("done"), "another result"), () -> future.settle("done")));
        });
    }

    @Test
    void aUserWhoCompletesItWakesWhoWaits() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            future = new ClientFuture<>(Runnable::run);
            together(() -> require(got(future).equals("mine"), "another result"), () -> future.complete("mine"));
        });
    }
}
