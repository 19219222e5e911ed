package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.Outcome;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.Problem;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request from its first attempt to its end.
 *
 * <pre>
 *   begin --> ADMISSION --sent--> ANSWER --answered--> end
 *                ^  ^               |  |
 *                |  '-no answer yet-'  |failed             any --timeout, client closed--> end
 *                |                     v
 *                '---time to retry-- RETRY
 * </pre>
 *
 * <p>The thread that moves a request to ADMISSION is the only one that may send its next attempt. That attempt is made
 * up, and the phase left, in one step: what an answer changes meanwhile, it changes before or after an attempt.
 *
 * <p>The request counts the attempts that were sent and are not known to be not applied: while there is one, the
 * request may have taken effect. Thread-safe; no foreign code is called while the monitor is held.
 *
 * @param <T> the type of the result
 */
abstract class Request<T> extends Alarm {
    private static final Answer.Failed SILENCE =
            new Answer.Failed(Problem.UNAVAILABLE, "The last attempt was not answered");

    private enum Phase {
        /** An attempt is about to be sent, once what it needs is there. */
        ADMISSION,
        ANSWER,
        RETRY,
        ENDED
    }

    final ClientCore core;
    final String operation;
    private final boolean isWrite;
    private final long startNanos;
    private final long deadlineNanos;
    private final ClientFuture<T> future;
    private final CallObserver.Ongoing observed;

    // ---- guarded by this
    private Phase phase = Phase.ADMISSION;
    private int attempts;
    private int failures;
    private int inDoubt;
    private long firstSentNanos;
    private long lastSentNanos;
    private long wakeNanos;
    private Answer.@Nullable Failed last;

    Request(ClientCore core, String operation, boolean isWrite, long timeoutNanos) {
        this.core = core;
        this.operation = operation;
        this.isWrite = isWrite;
        this.startNanos = core.timers().nanoTime();
        this.deadlineNanos = startNanos + timeoutNanos;
        this.future = new ClientFuture<>(core.executor());
        this.observed = core.observed(operation);
    }

    /** Returns the call for the next attempt; the monitor is held. */
    abstract Call call();

    /** Returns true if another attempt is safe although an earlier one may have been applied. */
    abstract boolean isRepeatable();

    /** Starts another attempt: at once, unless a condition must be met first. */
    void again() {
        send();
    }

    /**
     * Converts an answer to a result.
     *
     * @param sentNanos no attempt that can have led to this answer was sent before
     * @throws EngineException if the answer is a refusal
     */
    abstract @Nullable T result(Answer answer, long sentNanos);

    /** Returns the last failure while the request waits to be admitted. */
    Answer.Failed admissionFailure() {
        return SILENCE;
    }

    /** Returns true if an answer belongs to the attempt that received it, and not possibly to an earlier one. */
    boolean answersOneAttempt() {
        return true;
    }

    /** Called when the request has ended; nothing is sent any more. */
    void ended(@Nullable EngineException failure) {}

    /** Called when the session rejected an attempt and no attempt is in doubt; the monitor is held. */
    void leaveSession(Rejection reason) {}

    /** Called without the monitor, to finish what {@link #leaveSession} started. */
    void sessionLeft() {}

    final ClientFuture<T> future() {
        return future;
    }

    /** Sends the first attempt, or arranges that it will be sent. */
    final ClientFuture<T> begin() {
        if (waitFor(deadlineNanos)) {
            again();
        }
        return future;
    }

    /** Continues from a first attempt that was already sent. */
    final ClientFuture<T> begin(CompletableFuture<Answer> answer) {
        synchronized (this) {
            beginAttempt();
        }
        waitFor(wakeNanos);
        await(1, answer);
        return future;
    }

    /** Sends an attempt, unless the request has ended. */
    final void send() {
        int number;
        long wake;
        Call call;
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            call = call();
            beginAttempt();
            number = attempts;
            wake = wakeNanos;
        }
        if (waitFor(wake)) {
            await(number, core.ask(call));
        }
    }

    private void beginAttempt() {
        phase = Phase.ANSWER;
        attempts++;
        inDoubt++;
        lastSentNanos = core.timers().nanoTime();
        if (attempts == 1) {
            firstSentNanos = lastSentNanos;
        }
        wakeNanos = earlier(deadlineNanos, lastSentNanos + core.resendAfterNanos());
    }

    private boolean waitFor(long nanos) {
        if (core.timers().set(this, nanos)) {
            return true;
        }
        clientClosed();
        return false;
    }

    private void await(int number, CompletableFuture<Answer> answer) {
        if (answer.isDone()) {
            take(number, ClientCore.now(answer));
        } else {
            var unused = answer.whenComplete((found, failure) -> take(number, ClientCore.now(answer)));
        }
    }

    private void take(int number, Answer answer) {
        core.met(answer);
        if (answer instanceof Answer.Failed failed) {
            takeFailure(number, failed, null);
        } else if (answer instanceof Answer.Wrote wrote
                && wrote.reply() instanceof Reply.Refused refused
                && WriteSessions.isOfSession(refused.reason())) {
            takeFailure(number, WriteSessions.asFailure(refused), refused.reason());
        } else {
            takeResult(number, answer);
        }
    }

    private void takeResult(int number, Answer answer) {
        long sentNanos;
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            phase = Phase.ENDED;
            sentNanos = number == attempts && answersOneAttempt() ? lastSentNanos : firstSentNanos;
        }
        @Nullable T result;
        try {
            result = result(answer, sentNanos);
        } catch (EngineException e) {
            fail(e);
            return;
        }
        leave(null);
        observed.succeeded(attempts, core.timers().nanoTime() - startNanos);
        future.settle(result);
    }

    private void takeFailure(int number, Answer.Failed failed, @Nullable Rejection ofSession) {
        long wake;
        boolean goesOn;
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            if (failed.problem().outcome() == Outcome.NOT_APPLIED) {
                inDoubt--;
            }
            if (number != attempts || phase != Phase.ANSWER) {
                return; // a later attempt is in flight, or about to be sent
            }
            last = failed;
            failures++;
            if (ofSession != null && inDoubt == 0) {
                leaveSession(ofSession);
            }
            goesOn = core.isPassing(failed)
                    && (inDoubt == 0 || isRepeatable() && ofSession != Rejection.SESSION_EXPIRED);
            phase = goesOn ? Phase.RETRY : Phase.ENDED;
            boolean atOnce = ofSession == Rejection.SESSION_EXPIRED && failures == 1;
            long now = core.timers().nanoTime();
            wake = atOnce ? now : earlier(deadlineNanos, now + Backoff.nanos(failures, core.chance()));
            wakeNanos = wake;
        }
        sessionLeft();
        if (goesOn) {
            waitFor(wake);
        } else {
            fail(Failures.givenUp(story(), failed, core.settings().endsWithNode()));
        }
    }

    @Override
    final void ring() {
        boolean timedOut = false;
        boolean sends = false;
        long wake;
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            long now = core.timers().nanoTime();
            wake = phase == Phase.ADMISSION ? deadlineNanos : wakeNanos;
            if (now - deadlineNanos >= 0) {
                phase = Phase.ENDED;
                timedOut = true;
            } else if (now - wake >= 0) {
                sends = phase == Phase.RETRY || isRepeatable();
                wake = deadlineNanos;
                if (sends) {
                    phase = Phase.ADMISSION;
                }
            }
        }
        if (timedOut) {
            fail(Failures.givenUp(story(), lastFailure(), core.settings().endsWithNode()));
        } else if (sends) {
            if (waitFor(deadlineNanos)) {
                again();
            }
        } else {
            waitFor(wake);
        }
    }

    private Answer.Failed lastFailure() {
        Answer.Failed known;
        synchronized (this) {
            known = last;
        }
        return known != null ? known : admissionFailure();
    }

    @Override
    final void clientClosed() {
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            phase = Phase.ENDED;
        }
        fail(Failures.closed(story()));
    }

    /** Fails the request before it was sent. */
    final void refuse(Answer.Failed failed) {
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            phase = Phase.ENDED;
        }
        fail(Failures.givenUp(story(), failed, core.settings().endsWithNode()));
    }

    final synchronized boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    private synchronized Failures.Story story() {
        long millis = (core.timers().nanoTime() - startNanos) / 1_000_000;
        return new Failures.Story(operation, isWrite, attempts, millis, inDoubt > 0);
    }

    private void fail(EngineException failure) {
        leave(failure);
        observed.failed(failure, attempts, core.timers().nanoTime() - startNanos);
        future.settleFailure(failure);
    }

    private void leave(@Nullable EngineException failure) {
        core.timers().cancel(this);
        core.requestEnded();
        ended(failure);
    }

    private static long earlier(long oneNanos, long otherNanos) {
        return oneNanos - otherNanos < 0 ? oneNanos : otherNanos;
    }
}
