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
 * @param <T> of the result
 */
final class WriteRequest<T> extends Request<T> {
    /** What makes sending it again harmless, if anything does. */
    enum Kind {
        /** The session: its command is carried out once. */
        IN_SESSION,
        /** The command: twice is as good as once. */
        REPEATABLE,
        /** Nothing. */
        ONCE
    }

    /**
     * How a reply becomes a result.
     *
     * @param <T> of the result
     */
    interface Writing<T> {
        /**
         * @param sentNanos the command that has led to this reply was not sent before
         * @throws EngineException if it is a refusal
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

    /** It has a sequence from now on, and may be sent. */
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
        SessionWindow session;
        long number;
        synchronized (this) {
            session = window;
            number = sequence;
        }
        return new Call.Write(session == null ? command : core.sessions().within(session, number, command));
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
