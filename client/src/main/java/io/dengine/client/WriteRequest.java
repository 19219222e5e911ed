package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import org.jspecify.annotations.Nullable;

/**
 * A request that changes the store.
 *
 * @param <T> the type of the result
 */
final class WriteRequest<T> extends Request<T> {
    /** The reason why sending the request again is safe, if there is one. */
    enum Kind {
        /** The session: the command is applied once. */
        IN_SESSION,
        /** The command: applying it twice has the same effect as once. */
        REPEATABLE,
        /** None: it must not be sent again while an attempt may have been applied. */
        ONCE
    }

    /**
     * Converts a reply to a result.
     *
     * @param <T> the type of the result
     */
    interface Writing<T> {
        /**
         * @param sentNanos the command that led to this reply was not sent before this time
         * @throws EngineException if the reply is a refusal
         */
        @Nullable
        T result(String operation, Reply reply, long sentNanos);
    }

    private final Kind kind;
    private final Command command;
    private final Writing<T> writing;

    // ---- guarded by this
    private @Nullable SessionWindow window;
    private @Nullable SessionWindow left;
    private long sequence;
    private long leftSequence;

    WriteRequest(ClientCore core, String operation, long timeoutNanos, Kind kind, Command command, Writing<T> writing) {
        super(core, operation, true, timeoutNanos);
        this.kind = kind;
        this.command = command;
        this.writing = writing;
    }

    @Override
    boolean isRepeatable() {
        return kind != Kind.ONCE;
    }

    @Override
    boolean answersOneAttempt() {
        return kind != Kind.IN_SESSION;
    }

    @Override
    void again() {
        if (kind == Kind.IN_SESSION && !isInSession()) {
            core.sessions().submit(this);
        } else {
            send();
        }
    }

    private synchronized boolean isInSession() {
        return window != null;
    }

    /** Gives the request its sequence number; it is sent now. */
    void admitted(SessionWindow itsWindow, long itsSequence) {
        synchronized (this) {
            window = itsWindow;
            sequence = itsSequence;
        }
        if (hasEnded()) {
            dropSequence();
            sessionLeft();
        } else {
            send();
        }
    }

    @Override
    Call call() {
        if (kind != Kind.IN_SESSION) {
            return new Call.Write(command);
        }
        if (window == null) {
            throw new IllegalStateException(operation + " has no sequence of its session, so it cannot be sent");
        }
        return new Call.Write(core.sessions().within(window, sequence, command));
    }

    @Override
    void leaveSession(Rejection reason) {
        SessionWindow refusing = window;
        dropSequence();
        if (refusing != null && reason == Rejection.SESSION_EXPIRED) {
            refusing.expire();
        }
    }

    private synchronized void dropSequence() {
        if (window != null) {
            left = window;
            leftSequence = sequence;
            window = null;
        }
    }

    @Override
    void sessionLeft() {
        SessionWindow itsWindow;
        long itsSequence;
        synchronized (this) {
            itsWindow = left;
            itsSequence = leftSequence;
            left = null;
        }
        if (itsWindow != null) {
            core.sessions().release(itsWindow, itsSequence);
        }
    }

    @Override
    @Nullable
    T result(Answer answer, long sentNanos) {
        if (answer instanceof Answer.Wrote wrote) {
            return writing.result(operation, wrote.reply(), sentNanos);
        }
        throw Failures.misfit(operation, answer);
    }

    @Override
    Answer.Failed admissionFailure() {
        return kind == Kind.IN_SESSION && !isInSession() ? core.sessions().lastFailure() : super.admissionFailure();
    }

    @Override
    void ended(@Nullable EngineException failure) {
        if (kind == Kind.IN_SESSION) {
            core.sessions().withdraw(this);
            dropSequence();
            sessionLeft();
        }
    }
}
