package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.ReadOptions;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.CallTarget;
import io.dengine.call.Problem;
import io.dengine.command.Command;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The state that a client shares with its copies with other timeouts. */
final class ClientCore {
    /** A resource that lives until it is closed, and is notified when the client is closed. */
    interface Lasting {
        void clientClosed();
    }

    private final CallTarget target;
    private final ClientSettings settings;
    private final Surroundings surroundings;
    private final CallObserver observer;
    private final long resendAfterNanos;
    private final WriteSessions sessions = new WriteSessions(this);
    private final AtomicInteger underWay = new AtomicInteger();
    private final Set<Lasting> lasting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long incarnation;

    ClientCore(CallTarget target, ClientSettings settings, Surroundings surroundings) {
        this.target = target;
        this.settings = settings;
        this.surroundings = surroundings;
        this.observer = new GuardedObserver(settings.observer());
        this.resendAfterNanos = ClientSettings.checkTime("the time to send again", settings.resendAfter(), 1);
    }

    CallTarget target() {
        return target;
    }

    /** Tells the observer that a request begins. */
    CallObserver.Ongoing observed(String operation) {
        return settings.isObserved() ? observer.begun(operation) : CallObserver.Ongoing.UNOBSERVED;
    }

    ClientSettings settings() {
        return settings;
    }

    Timers timers() {
        return surroundings.timers();
    }

    Executor executor() {
        return surroundings.executor();
    }

    double chance() {
        return surroundings.chance();
    }

    WriteSessions sessions() {
        return sessions;
    }

    long resendAfterNanos() {
        return resendAfterNanos;
    }

    boolean isClosed() {
        return closed.get();
    }

    /**
     * Returns the incarnation of the newest answer, which is where the user's revisions come from; 0 before the first
     * answer. A failure that reports another incarnation does not count as an answer: other users of this client have
     * not seen it.
     */
    long incarnation() {
        return incarnation;
    }

    /** Records the incarnation of an answer; 0 if it is unknown. */
    void met(long answering) {
        if (answering != 0 && answering != incarnation) {
            incarnation = answering;
        }
    }

    void met(Answer answer) {
        if (answer instanceof Answer.Found found) {
            met(found.rows().incarnation());
        }
    }

    /** Returns the options to send: with the incarnation that their revisions belong to. */
    ReadOptions inHistory(ReadOptions options) {
        return options.hasRevision() && options.incarnation() == 0 ? options.in(incarnation) : options;
    }

    // ---- requests

    /** Sends a call. Exceptions become answers. */
    CompletableFuture<Answer> ask(Call call) {
        try {
            return target.call(call);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(unexpected(e));
        }
    }

    /** Returns the answer of a future that is done. */
    static Answer now(CompletableFuture<Answer> answer) {
        try {
            return answer.join();
        } catch (RuntimeException e) {
            return unexpected(e);
        }
    }

    private static Answer.Failed unexpected(RuntimeException thrown) {
        Throwable inner = thrown.getCause();
        Throwable cause = thrown instanceof CompletionException && inner != null ? inner : thrown;
        return new Answer.Failed(Problem.UNEXPECTED, cause.toString()).causedBy(cause);
    }

    /** Returns true if the same call may succeed later, or on another node. */
    boolean isPassing(Answer.Failed failed) {
        return failed.problem().isPassing() && !(failed.problem() == Problem.STOPPED && settings.endsWithNode());
    }

    /** Reads. An answer that is available at once is returned at once, without a lock. */
    <T> CompletableFuture<T> read(String operation, long timeoutNanos, Call call, ReadRequest.Reading<T> reading) {
        if (!settings.isObserved() && !closed.get() && underWay.get() < settings.maxUnderWay()) {
            CompletableFuture<Answer> answer = ask(call);
            if (answer.isDone()) {
                Answer found = now(answer);
                met(found);
                if (!(found instanceof Answer.Failed)) {
                    return result(operation, found, reading);
                }
            }
            underWay.incrementAndGet();
            return new ReadRequest<>(this, operation, timeoutNanos, call, reading).begin(answer);
        }
        return readTimed(operation, timeoutNanos, call, reading);
    }

    /** Reads with a request whose result depends on the time when its call was sent. */
    <T> CompletableFuture<T> readTimed(String operation, long timeoutNanos, Call call, ReadRequest.Reading<T> reading) {
        EngineException refusal = refusal(operation);
        return refusal != null
                ? CompletableFuture.failedFuture(refusal)
                : new ReadRequest<>(this, operation, timeoutNanos, call, reading).begin();
    }

    private static <T> CompletableFuture<T> result(String operation, Answer found, ReadRequest.Reading<T> reading) {
        try {
            return CompletableFuture.completedFuture(reading.result(operation, found, 0));
        } catch (EngineException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Writes in the session, unless the settings disable it. */
    <T> CompletableFuture<T> write(
            String operation, long timeoutNanos, Command command, WriteRequest.Writing<T> writing) {
        WriteRequest.Kind kind = settings.exactlyOnce() ? WriteRequest.Kind.IN_SESSION : WriteRequest.Kind.ONCE;
        return write(operation, timeoutNanos, kind, command, writing);
    }

    /** Writes a command that may be applied more than once. */
    <T> CompletableFuture<T> writeRepeatable(
            String operation, long timeoutNanos, Command command, WriteRequest.Writing<T> writing) {
        return write(operation, timeoutNanos, WriteRequest.Kind.REPEATABLE, command, writing);
    }

    private <T> CompletableFuture<T> write(
            String operation,
            long timeoutNanos,
            WriteRequest.Kind kind,
            Command command,
            WriteRequest.Writing<T> writing) {
        EngineException refusal = refusal(operation);
        return refusal != null
                ? CompletableFuture.failedFuture(refusal)
                : new WriteRequest<>(this, operation, timeoutNanos, kind, command, writing).begin();
    }

    /** Counts a request, or returns the reason to refuse it. */
    private @Nullable EngineException refusal(String operation) {
        EngineException refusal = null;
        if (closed.get()) {
            refusal = Failures.closed(operation);
        } else if (underWay.incrementAndGet() > settings.maxUnderWay()) {
            underWay.decrementAndGet();
            refusal = Failures.full(operation, settings.maxUnderWay());
        }
        if (refusal != null && settings.isObserved()) {
            observed(operation).failed(refusal, 0, 0);
        }
        return refusal;
    }

    /** Called once for each request that was counted. */
    void requestEnded() {
        underWay.decrementAndGet();
    }

    // ---- long-lived resources

    /** Registers {@code one} for the close of the client; notifies it at once if the client is closed already. */
    void add(Lasting one) {
        lasting.add(one);
        if (closed.get()) {
            one.clientClosed();
        }
    }

    void remove(Lasting one) {
        lasting.remove(one);
    }

    // ---- close

    void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        for (Alarm alarm : timers().end()) {
            alarm.clientClosed();
        }
        for (Lasting one : lasting) {
            one.clientClosed();
        }
        Command closing = sessions.closing();
        if (closing != null) {
            surroundings.awaitBriefly(ask(new Call.Write(closing)));
        }
        target.close();
        surroundings.endThreads();
    }
}
