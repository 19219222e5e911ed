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
 * A lock that one holder in the whole cluster has at a time, fair: in order of arrival.
 *
 * <pre>{@code
 *   try (Held held = Lock.of(client, "jobs/nightly").acquire()) {
 *       storage.write(data, held.token());
 *   }
 * }</pre>
 *
 * <p>It is not reentrant: what is held belongs to the {@link Held}, not to a thread, so a thread that acquires the same
 * lock twice waits for itself. Pass the {@link Held} on instead. Each acquisition has a key of its own, so one object
 * serves any number of threads at the same time.
 *
 * <p>Its keys begin with its name and {@code /.lock/}. A waiter watches only the one right before it.
 */
public final class Lock {
    private final Session session;
    private final Line line;

    private Lock(Session session, String name) {
        this.session = session;
        this.line = new Line(session.client(), Names.prefix(name, "lock"));
    }

    /** The lock of this name, in a session of its own. */
    public static Lock of(Client client, String name) {
        return of(Session.open(client), name);
    }

    /** The lock of this name, held in {@code session}. */
    public static Lock of(Session session, String name) {
        return new Lock(session, name);
    }

    /**
     * Waits for the lock for as long as it takes. Who loses its lease while it waits stands in line again, at the end.
     *
     * @throws EngineException if the cluster cannot be reached in order to stand in line, or the client or the session
     *     was closed; nothing is held then
     * @throws InterruptedException if the caller was interrupted; nothing is held then, and no key stays behind
     */
    public Held acquire() throws InterruptedException {
        return Waiting.on(turn().take());
    }

    /** As {@link #acquire}. Cancelling the future gives up the place in line. */
    public CompletableFuture<Held> acquireAsync() {
        return turn().on(Waiting.APART).take();
    }

    /**
     * Takes the lock if nobody has it or waits for it. If somebody does, that is one read and no write. It waits for
     * the cluster as every request does, up to the client's timeout.
     *
     * @return empty if it is taken, and only then. The exceptions are those of {@link #acquire}
     * @throws EngineException.Unavailable if the cluster does not say whether it is taken
     */
    public Optional<Held> tryAcquire() throws InterruptedException {
        return tryAcquire(Duration.ZERO);
    }

    /**
     * Waits for the lock, no longer than {@code timeout}; for a cluster that does not answer up to a second longer.
     *
     * @return empty if others had it all that time, and only then. The exceptions are those of {@link #acquire}
     * @throws EngineException.Unavailable if the cluster did not say in that time whether it is taken
     */
    public Optional<Held> tryAcquire(Duration timeout) throws InterruptedException {
        return Waiting.on(turn().take(timeout));
    }

    /** As {@link #tryAcquire(Duration)}. Cancelling the future gives up the place in line. */
    public CompletableFuture<Optional<Held>> tryAcquireAsync(Duration timeout) {
        return turn().on(Waiting.APART).take(timeout);
    }

    /** The token of the present holder, linearizably; empty if nobody has the lock. */
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
