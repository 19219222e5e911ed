package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.api.Compare;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Elements that are put by many and taken by many, first in first out, and those of a smaller priority number first.
 *
 * <pre>{@code
 *   try (Delivery delivery = queue.take()) {
 *       work(delivery.value());
 *       delivery.ack();
 *   }
 * }</pre>
 *
 * <p>Who takes an element has a claim on it, under a lease. Acknowledging removes it for good; a claim that is closed
 * without that, or whose holder dies, gives the element back to its old place. So each element is delivered at least
 * once, and not again after it was acknowledged. Elements are taken in the order in which the cluster stored them; with
 * several takers they may be finished in another.
 *
 * <p>It is for coordination, not for bulk: each element costs three writes. Its keys begin with its name and
 * {@code /.queue/}; one of them stays for good: it names the history that the order of the elements belongs to. Takers
 * that wait stand in line, and only the first of them watches the elements.
 */
public final class Queue {
    /** The priority of elements that are put without one. */
    public static final int STANDARD_PRIORITY = 0x8000;

    /** The largest priority number, which comes last. */
    public static final int LAST_PRIORITY = 0xffff;

    private final Session session;
    private final AsyncClient client;
    private final QueueKeys keys;
    private final QueueHints hints;

    private Queue(Session session, String name) {
        this.session = session;
        this.client = session.client();
        this.keys = new QueueKeys(Names.prefix(name, "queue"));
        this.hints = new QueueHints(client, keys.origin());
    }

    /** The queue of this name, in a session of its own. */
    public static Queue of(Client client, String name) {
        return of(Session.open(client), name);
    }

    /** The queue of this name; what is taken is claimed in {@code session}. */
    public static Queue of(Session session, String name) {
        return new Queue(session, name);
    }

    // ---- putting

    /** As {@link #put(Bytes, int)}, in UTF-8 and with {@link #STANDARD_PRIORITY}. */
    public long put(String value) {
        return put(Bytes.utf8(value), STANDARD_PRIORITY);
    }

    /**
     * Puts an element at the end of those with its priority.
     *
     * @param priority from 0, which comes first, to {@link #LAST_PRIORITY}
     * @return the revision at which it was stored, which grows with the order in the queue
     * @throws EngineException.OutcomeUnknown if it may be in the queue; who puts it again may put it twice
     */
    public long put(Bytes value, int priority) {
        return client.blocking().await(putAsync(value, priority));
    }

    /** As {@link #put(Bytes, int)}. */
    public CompletableFuture<Long> putAsync(Bytes value, int priority) {
        if (priority < 0 || priority > LAST_PRIORITY) {
            throw new IllegalArgumentException("a priority is from 0 to " + LAST_PRIORITY + ", not " + priority);
        }
        return put(value, priority, UUID.randomUUID().toString());
    }

    private CompletableFuture<Long> put(Bytes value, int priority, String id) {
        return hints.next().thenCompose(hint -> {
            Bytes key = keys.item(priority, hint.revision(), id);
            // Only if absent: an attempt that comes late must not replace anything.
            Transaction put = Transaction.when(Compare.absent(key), hints.isValid(hint))
                    .then(new Operation.Put(key, value))
                    .otherwise(new Operation.Get(key));
            return client.transact(put).thenCompose(result -> stored(result, hint, () -> put(value, priority, id)));
        });
    }

    private CompletableFuture<Long> stored(
            TransactionResult result, QueueHints.Hint hint, Supplier<CompletableFuture<Long>> again) {
        if (result.succeeded()) {
            hints.saw(hint, result.revision());
            return CompletableFuture.completedFuture(result.revision());
        }
        List<KeyValue> earlier = result.results().get(0).rows();
        if (!earlier.isEmpty()) {
            return CompletableFuture.completedFuture(earlier.get(0).createRevision());
        }
        hints.forget(hint);
        return again.get();
    }

    /** How many elements there are, linearizably, those included that are claimed and not acknowledged. */
    public long size() {
        RangeQuery count = RangeQuery.of(keys.items()).countOnly();
        return client.blocking()
                .await(client.range(count, ReadOptions.LINEARIZABLE))
                .count();
    }

    // ---- taking

    /**
     * Waits for an element for as long as it takes; outages are sat out.
     *
     * @throws EngineException if the cluster cannot be reached in order to begin, or the client or the session was
     *     closed; nothing is claimed then
     * @throws InterruptedException if the caller was interrupted; nothing is claimed then
     */
    public Delivery take() throws InterruptedException {
        return Waiting.on(taking().begin());
    }

    /**
     * Waits for an element, no longer than {@code timeout}; for a cluster that does not answer up to a second longer.
     * The exceptions are as above.
     *
     * @return empty if there was none all that time
     * @throws EngineException.Unavailable if the cluster did not say in that time whether there is one
     */
    public Optional<Delivery> take(Duration timeout) throws InterruptedException {
        return Waiting.on(taking().begin(timeout));
    }

    /** As {@link #take()}. Cancelling the future gives up. */
    public CompletableFuture<Delivery> takeAsync() {
        return taking().on(Waiting.APART).begin();
    }

    private Taking taking() {
        return new Taking(session, keys);
    }
}
