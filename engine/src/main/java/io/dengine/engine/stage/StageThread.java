package io.dengine.engine.stage;

import io.dengine.engine.StageLoad;
import io.dengine.engine.port.Carrier;
import io.dengine.engine.port.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Drives one stage: works while there is work, then rests until something arrives or the deadline comes.
 *
 * <p>Waking a thread costs more than a brief step does. So if the stage is {@linkplain Stage#isBrief brief} and the
 * thread that brings the work is one of the {@link Carrier}, that thread makes the step; the stage's own thread makes
 * all others. The thread that steps the stage holds it:
 *
 * <pre>
 *   FREE --hold--> HELD --arrival--> HELD_AGAIN --one more look--> HELD --nothing left--> FREE
 *     '--arrival--> CALLED --the thread wakes--> HELD                  HELD --end--> ENDED
 * </pre>
 *
 * <p>An interrupt has no meaning for a stage, and would close its open files. A continuation of a future may leave one
 * behind, or bring one along: the stage's own thread clears it, a carrier gets it back after its step.
 */
public final class StageThread {
    private static final int FREE = 0;
    /** Free, and the thread was woken. */
    private static final int CALLED = 1;

    private static final int HELD = 2;
    /** Held, and something has arrived that the holder may not have seen. */
    private static final int HELD_AGAIN = 3;

    private static final int ENDED = 4;

    /** The number of steps after which a carrier returns to its own work. */
    private static final int MAX_CARRIED_STEPS = 4;

    private final Stage stage;
    private final TimeSource time;
    private final Carrier carrier;
    private final Consumer<Throwable> onDeath;
    private final Thread thread;
    private final Runnable carried = this::carried;
    private final StageMeter meter = new StageMeter();

    /** No carrier holds the stage before the thread has made the first step. */
    private final AtomicInteger hold = new AtomicInteger(CALLED);
    /** A carrier has promised to step the stage. */
    private final AtomicBoolean promised = new AtomicBoolean();

    /** The time at which the stage must be stepped without an arrival; written by the thread that holds it. */
    private volatile long deadlineNanos;
    /** The time until which the thread rests. */
    private volatile long restsUntilNanos;

    private volatile End end = End.NONE;

    private enum End {
        NONE,
        WHEN_IDLE,
        NOW
    }

    /**
     * Creates the thread.
     *
     * @param carrier may make brief steps
     * @param onDeath called if the stage throws, which no stage does that guards itself; the stage is not stepped any
     *     more then
     */
    public StageThread(String name, Stage stage, TimeSource time, Carrier carrier, Consumer<Throwable> onDeath) {
        this.stage = stage;
        this.time = time;
        this.carrier = carrier;
        this.onDeath = onDeath;
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
        this.deadlineNanos = time.nanoTime();
        this.restsUntilNanos = deadlineNanos;
        stage.onArrival(this::wake);
    }

    public void start() {
        thread.start();
    }

    /** Ends the thread once its stage has nothing left to do. */
    public void stopWhenIdle() {
        end = End.WHEN_IDLE;
        call();
    }

    /** Ends the thread after its current step. */
    public void stopNow() {
        end = End.NOW;
        call();
    }

    /** Waits for the end. Returns false if it has not come in time. */
    public boolean awaitEnd(long timeoutNanos) throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos)));
        }
        return !thread.isAlive();
    }

    /** Returns the load of the stage. Any thread; see {@link StageLoad} about the maximum values. */
    public StageLoad load() {
        return meter.load(stage.name(), thread.threadId(), stage.waiting(), time.nanoTime());
    }

    /** Handles an arrival. A thread that sees one of the flags set here will look at the arrivals afterwards. */
    private void wake() {
        if (promised.get()) {
            return;
        }
        if (hold.get() == FREE && end == End.NONE && stage.isBrief() && promised.compareAndSet(false, true)) {
            if (carrier.carry(carried)) {
                return;
            }
            promised.set(false);
        }
        call();
    }

    /** Makes the holder look again, or the thread if the stage is free. */
    private void call() {
        while (true) {
            int seen = hold.get();
            switch (seen) {
                case FREE -> {
                    if (hold.compareAndSet(FREE, CALLED)) {
                        LockSupport.unpark(thread);
                        return;
                    }
                }
                case HELD -> {
                    if (hold.compareAndSet(HELD, HELD_AGAIN)) {
                        return;
                    }
                }
                case CALLED -> {
                    if (end != End.NONE) {
                        LockSupport.unpark(thread);
                    }
                    return;
                }
                default -> {
                    return;
                }
            }
        }
    }

    private boolean tryHold() {
        int seen = hold.get();
        return seen <= CALLED && hold.compareAndSet(seen, HELD);
    }

    /** Releases the stage; returns false if something has arrived meanwhile and it is still held. */
    private boolean tryRelease() {
        deadlineNanos = stage.nextDeadlineNanos();
        if (hold.compareAndSet(HELD, FREE)) {
            return true;
        }
        hold.set(HELD);
        return false;
    }

    // ---- on a carrier

    private void carried() {
        promised.set(false);
        if (!stage.isBrief() || end != End.NONE || !tryHold()) {
            call();
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            int steps = 0;
            do {
                while (steps < MAX_CARRIED_STEPS && stage.isBrief() && measured(true)) {
                    steps++;
                }
                if (steps == MAX_CARRIED_STEPS || !stage.isBrief()) {
                    leaveToThread();
                    return;
                }
            } while (!tryRelease());
        } catch (Throwable e) {
            die(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (end != End.NONE || deadlineNanos < restsUntilNanos) {
            LockSupport.unpark(thread);
        }
    }

    private void leaveToThread() {
        hold.set(CALLED);
        LockSupport.unpark(thread);
    }

    // ---- on the stage's own thread

    private void run() {
        try {
            while (hold.get() != ENDED) {
                if (!tryHold()) {
                    awaitRelease();
                } else if (workUntilIdle()) {
                    return;
                } else {
                    rest();
                }
            }
        } catch (Throwable e) {
            die(e);
        }
    }

    /** Returns whether this was the end; otherwise the stage is free again. */
    private boolean workUntilIdle() {
        do {
            while (end != End.NOW && step()) {
                // as long as there is work
            }
            if (end == End.NOW) {
                hold.set(ENDED);
                return true;
            }
            if (end == End.WHEN_IDLE && hold.compareAndSet(HELD, ENDED)) {
                return true;
            }
        } while (!tryRelease());
        return false;
    }

    private boolean step() {
        boolean unused = Thread.interrupted();
        return measured(false);
    }

    /** Makes a step. Called by the thread that holds the stage. */
    private boolean measured(boolean byCarrier) {
        long beganNanos = time.nanoTime();
        meter.begin(beganNanos, stage.waiting());
        boolean worked = stage.runOnce();
        long endedNanos = time.nanoTime();
        meter.end(endedNanos, worked, byCarrier);
        if (StageMeter.isSlow(endedNanos - beganNanos)) {
            meter.slow(endedNanos - beganNanos, time.wallMillis());
        }
        return worked;
    }

    /** Waits for the holder to release the stage. The holder compares its deadline with the end of this rest. */
    private void awaitRelease() {
        restsUntilNanos = Stage.NO_DEADLINE;
        if (hold.get() == HELD || hold.get() == HELD_AGAIN) {
            LockSupport.park(this);
        }
    }

    private void rest() {
        long untilNanos = deadlineNanos;
        restsUntilNanos = untilNanos;
        // A thread that changes the deadline after this line sees for how long this thread rests.
        if (deadlineNanos < untilNanos) {
            return;
        }
        if (untilNanos == Stage.NO_DEADLINE) {
            LockSupport.park(this);
        } else {
            long waitNanos = untilNanos - time.nanoTime();
            if (waitNanos > 0) {
                LockSupport.parkNanos(this, waitNanos);
            }
        }
    }

    private void die(Throwable why) {
        hold.set(ENDED);
        end = End.NOW;
        LockSupport.unpark(thread);
        onDeath.accept(why);
    }
}
