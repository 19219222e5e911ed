package io.dengine.recipes;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A distributed lock. One holder in the whole cluster has it at a time; it is fair, in order of arrival.
 *
 * <pre>{@code
 *   try (Held held = Lock.of(client, "jobs/nightly").acquire()) {
 *       storage.write(data, held.token());
 *   }
 * }</pre>
 *
 * <p>The lock is not reentrant: it is held by the {@link Held}, not by a thread, so a thread that acquires the same
 * lock twice waits for itself. Pass the {@link Held} on instead. Each acquisition has a key of its own, so one object
 * serves any number of threads at the same time.
 *
 * <p>The keys begin with the name and {@code /.lock/}. A waiter watches only the key right before its own.
 */
public final class Lock {
    private final Session session;
    private final Line line;

    private Lock(Session session, String name) {
        this.session = session;
        this.line = new Line(session.client(), Names.prefix(name, "lock"));
    }

    /** Returns the lock of this name, in a session of its own. */
    public static Lock of(Client client, String name) {
        return of(Session.open(client), name);
    }

    /** Returns the lock of this name, held in {@code session}. */
    public static Lock of(Session session, String name) {
        return new Lock(session, name);
    }

    /**
     * Waits for the lock without a time limit. A waiter that loses its lease goes to the end of the line.
     *
     * @throws EngineException if the cluster is unavailable and the caller cannot join the line, or if the client or
     *     the session was closed; the caller holds nothing then
     * @throws InterruptedException if the caller was interrupted; the caller holds nothing then, and no key is left
     *     behind
     */
    public Held acquire() throws InterruptedException {
        return Waiting.on(turn().take());
    }

    /** Asynchronous variant of {@link #acquire}. Cancelling the future leaves the line. */
    public CompletableFuture<Held> acquireAsync() {
        return turn().on(Waiting.APART).take();
    }

    /**
     * Acquires the lock if it is free and no other client waits for it. If it is taken, this costs one read and no
     * write. Like every request, it waits for the cluster up to the client's timeout. Throws the exceptions of {@link
     * #acquire}.
     *
     * @return empty if the lock is taken, and only then
     * @throws EngineException.Unavailable if the cluster does not answer whether the lock is taken
     */
    public Optional<Held> tryAcquire() throws InterruptedException {
        return tryAcquire(Duration.ZERO);
    }

    /**
     * Waits for the lock, at most {@code timeout}, plus up to one second if the cluster does not answer. Throws the
     * exceptions of {@link #acquire}.
     *
     * @return empty if the lock was taken during all that time, and only then
     * @throws EngineException.Unavailable if the cluster did not answer in that time whether the lock is taken
     */
    public Optional<Held> tryAcquire(Duration timeout) throws InterruptedException {
        return Waiting.on(turn().take(timeout));
    }

    /** Asynchronous variant of {@link #tryAcquire(Duration)}. Cancelling the future leaves the line. */
    public CompletableFuture<Optional<Held>> tryAcquireAsync(Duration timeout) {
        return turn().on(Waiting.APART).take(timeout);
    }

    /** Returns the token of the current holder (linearizable read), or empty if the lock is free. */
    public OptionalLong holder() {
        List<KeyValue> standing = session.client().blocking().await(line.all());
        return standing.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(standing.get(0).createRevision());
    }

    private Turn<Held> turn() {
        return new Turn<>(session, line.gate(Rule::exclusive, Bytes.EMPTY), Held::new);
    }
}
