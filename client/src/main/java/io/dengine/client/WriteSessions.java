package io.dengine.client;

import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.Problem;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The session that this client writes in. It is opened with the first write, and again when the cluster has dropped it.
 * Writes that find no room in it wait here.
 *
 * <pre>
 *   submit --room--> admitted with a sequence --end--> released
 *      |                     ^                            |
 *      '--no room, none open--> waiting ------------------'
 * </pre>
 *
 * <p>Thread-safe. Requests are called without the lock. As an alarm, this rings when opening a session must be retried.
 */
final class WriteSessions extends Alarm {
    private final ClientCore core;
    private final ReentrantLock lock = new ReentrantLock();

    // ---- guarded by the lock
    private final LinkedHashSet<WriteRequest<?>> waiting = new LinkedHashSet<>();
    private @Nullable SessionWindow current;
    private boolean admitting;
    private boolean opening;
    private int openAttempts;
    private int openFailures;
    private Answer.Failed lastFailure = new Answer.Failed(Problem.UNAVAILABLE, "No session could be opened");

    WriteSessions(ClientCore core) {
        this.core = core;
    }

    /** Returns true if the store rejected an attempt because of its session, so that it was not applied. */
    static boolean isOfSession(Rejection reason) {
        return reason == Rejection.SESSION_EXPIRED || reason == Rejection.SESSION_QUOTA;
    }

    /** Returns the rejection as a temporary failure. */
    static Answer.Failed asFailure(Reply.Refused refused) {
        boolean isFull = refused.reason() == Rejection.SESSION_QUOTA;
        return new Answer.Failed(isFull ? Problem.OVERLOADED : Problem.UNAVAILABLE, refused.message());
    }

    /** Admits {@code request} now or later, unless it ends before. */
    void submit(WriteRequest<?> request) {
        SessionWindow window;
        long sequence = 0;
        boolean opens = false;
        lock.lock();
        try {
            window = usable();
            if (window != null && window.hasRoom() && waiting.isEmpty()) {
                sequence = window.take();
            } else {
                waiting.add(request);
                opens = window == null && !opening;
                opening |= opens;
                window = null;
            }
        } finally {
            lock.unlock();
        }
        if (window != null) {
            request.admitted(window, sequence);
            return;
        }
        if (request.hasEnded()) {
            withdraw(request);
        }
        if (opens) {
            sendOpen();
        }
    }

    /**
     * Returns the command as it is sent in the session, with the sequence number up to which replies are acknowledged.
     */
    Command within(SessionWindow window, long sequence, Command command) {
        lock.lock();
        try {
            return new Command.WithSession(window.sessionId(), sequence, window.acknowledged(), command);
        } finally {
            lock.unlock();
        }
    }

    /** Releases a sequence number with which nothing is sent any more. */
    void release(SessionWindow window, long sequence) {
        lock.lock();
        try {
            window.release(sequence);
        } finally {
            lock.unlock();
        }
        admit();
    }

    /** Removes a waiting request. Does nothing if it is not waiting. */
    void withdraw(WriteRequest<?> request) {
        lock.lock();
        try {
            waiting.remove(request);
        } finally {
            lock.unlock();
        }
    }

    /** Returns why the last attempt to open a session failed. */
    Answer.Failed lastFailure() {
        lock.lock();
        try {
            return lastFailure;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the command that closes the session, or null if none is open. */
    @Nullable
    Command closing() {
        lock.lock();
        try {
            SessionWindow window = usable();
            return window == null ? null : new Command.SessionClose(window.sessionId());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable SessionWindow usable() {
        SessionWindow window = current;
        return window == null || window.isExpired() ? null : window;
    }

    /**
     * Admits waiting requests while there is room. Loops in one thread, because a request that is sent may be answered
     * at once.
     */
    private void admit() {
        lock.lock();
        try {
            if (admitting) {
                return;
            }
            admitting = true;
        } finally {
            lock.unlock();
        }
        while (true) {
            WriteRequest<?> next;
            SessionWindow window;
            long sequence;
            boolean opens;
            lock.lock();
            try {
                window = usable();
                opens = window == null && !opening && !waiting.isEmpty();
                next = window == null || !window.hasRoom() ? null : firstWaiting();
                sequence = next == null || window == null ? 0 : window.take();
                admitting = next != null;
                opening |= opens;
            } finally {
                lock.unlock();
            }
            if (next == null || window == null) {
                if (opens) {
                    sendOpen();
                }
                return;
            }
            next.admitted(window, sequence);
        }
    }

    private @Nullable WriteRequest<?> firstWaiting() {
        Iterator<WriteRequest<?>> all = waiting.iterator();
        if (!all.hasNext()) {
            return null;
        }
        WriteRequest<?> first = all.next();
        all.remove();
        return first;
    }

    // ---- opening

    private void sendOpen() {
        int number;
        lock.lock();
        try {
            number = ++openAttempts;
        } finally {
            lock.unlock();
        }
        if (!core.timers().set(this, core.timers().nanoTime() + core.resendAfterNanos())) {
            return;
        }
        long ttlMillis = core.settings().sessionTtl().toMillis();
        CompletableFuture<Answer> answer = core.ask(new Call.Write(new Command.SessionOpen(ttlMillis)));
        if (answer.isDone()) {
            take(number, ClientCore.now(answer));
        } else {
            var unused = answer.whenComplete((found, failure) -> take(number, ClientCore.now(answer)));
        }
    }

    private void take(int number, Answer answer) {
        if (answer instanceof Answer.Wrote wrote && wrote.reply() instanceof Reply.SessionOpened opened) {
            core.met(opened.incarnation());
            takeSession(opened.sessionId());
        } else {
            takeFailure(number, openFailure(answer));
        }
    }

    private static Answer.Failed openFailure(Answer answer) {
        if (answer instanceof Answer.Failed failed) {
            return failed;
        }
        if (answer instanceof Answer.Wrote wrote
                && wrote.reply() instanceof Reply.Refused refused
                && isOfSession(refused.reason())) {
            return asFailure(refused);
        }
        return new Answer.Failed(Problem.UNEXPECTED, "No session was opened, but this was answered: " + answer);
    }

    private void takeSession(long sessionId) {
        boolean isWanted;
        lock.lock();
        try {
            isWanted = opening;
            if (isWanted) {
                current = new SessionWindow(sessionId);
                opening = false;
                openFailures = 0;
            }
        } finally {
            lock.unlock();
        }
        if (isWanted) {
            core.timers().cancel(this);
            admit();
        } else {
            // A late answer to an earlier attempt: that session is not used.
            var unused = core.ask(new Call.Write(new Command.SessionClose(sessionId)));
        }
    }

    private void takeFailure(int number, Answer.Failed failed) {
        List<WriteRequest<?>> refused = List.of();
        boolean again;
        int failures;
        lock.lock();
        try {
            if (!opening || number != openAttempts) {
                return;
            }
            lastFailure = failed;
            failures = ++openFailures;
            again = core.isPassing(failed) && !waiting.isEmpty();
            if (!again) {
                opening = false;
                refused = new ArrayList<>(waiting);
                waiting.clear();
            }
        } finally {
            lock.unlock();
        }
        if (again) {
            long wake = core.timers().nanoTime() + Backoff.nanos(failures, core.chance());
            if (!core.timers().set(this, wake)) {
                return;
            }
        } else {
            core.timers().cancel(this);
        }
        for (WriteRequest<?> request : refused) {
            request.refuse(failed);
        }
    }

    @Override
    void ring() {
        lock.lock();
        try {
            if (!opening) {
                return;
            }
            if (waiting.isEmpty()) {
                opening = false;
                return;
            }
        } finally {
            lock.unlock();
        }
        sendOpen();
    }

    @Override
    void clientClosed() {
        // Waiting requests have alarms of their own.
    }
}
