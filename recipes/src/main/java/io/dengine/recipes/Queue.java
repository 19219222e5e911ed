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
 * A queue with many producers and many consumers. Elements with a smaller priority number come first; elements of the
 * same priority are first in, first out.
 *
 * <pre>{@code
 *   try (Delivery delivery = queue.take()) {
 *       work(delivery.value());
 *       delivery.ack();
 *   }
 * }</pre>
 *
 * <p>A consumer that takes an element holds a claim on it, under a lease. An acknowledgement removes the element
 * permanently. If the claim is closed without one, or its holder dies, the element returns to its old place. So each
 * element is delivered at least once, and never again after it was acknowledged. Elements are taken in the order in
 * which the cluster stored them; several consumers may finish them in another order.
 *
 * <p>The queue is for coordination, not for bulk data: each element costs three writes. The keys begin with the name
 * and {@code /.queue/}. One of them is permanent: it names the incarnation of the cluster that the order of the
 * elements belongs to. Consumers that wait form a line, and only the first one watches the elements. Thread-safe.
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

    /** Returns the queue of this name, in a session of its own. */
    public static Queue of(Client client, String name) {
        return of(Session.open(client), name);
    }

    /** Returns the queue of this name; elements are claimed in {@code session}. */
    public static Queue of(Session session, String name) {
        return new Queue(session, name);
    }

    // ---- putting

    /** Puts a UTF-8 text with {@link #STANDARD_PRIORITY}, see {@link #put(Bytes, int)}. */
    public long put(String value) {
        return put(Bytes.utf8(value), STANDARD_PRIORITY);
    }

    /**
     * Puts an element behind all others of its priority.
     *
     * @param priority from 0, which comes first, to {@link #LAST_PRIORITY}
     * @return the revision at which it was stored, which increases in queue order within a priority
     * @throws IllegalArgumentException if the priority is out of range
     * @throws EngineException.OutcomeUnknown if the element may be in the queue; putting it again may put it twice
     */
    public long put(Bytes value, int priority) {
        return client.blocking().await(putAsync(value, priority));
    }

    /** Asynchronous variant of {@link #put(Bytes, int)}. */
    public CompletableFuture<Long> putAsync(Bytes value, int priority) {
        if (priority < 0 || priority > LAST_PRIORITY) {
            throw new IllegalArgumentException("a priority is from 0 to " + LAST_PRIORITY + ", not " + priority);
        }
        return put(value, priority, UUID.randomUUID().toString());
    }

    private CompletableFuture<Long> put(Bytes value, int priority, String id) {
        return hints.next().thenCompose(hint -> {
            Bytes key = keys.item(priority, hint.revision(), id);
            // Only if absent: an attempt that arrives late must not replace anything.
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

    /** Returns the number of elements (linearizable read), including those that are claimed and not acknowledged. */
    public long size() {
        RangeQuery count = RangeQuery.of(keys.items()).countOnly();
        return client.blocking()
                .await(client.range(count, ReadOptions.LINEARIZABLE))
                .count();
    }

    // ---- taking

    /**
     * Waits for an element without a time limit. Retries while the cluster is unavailable, except before the caller has
     * joined the line of consumers.
     *
     * @throws EngineException if the cluster is unavailable when the call begins, or if the client or the session was
     *     closed; the caller claims nothing then
     * @throws InterruptedException if the caller was interrupted; the caller claims nothing then
     */
    public Delivery take() throws InterruptedException {
        return Waiting.on(taking().begin());
    }

    /**
     * Waits for an element, at most {@code timeout}, plus up to one second if the cluster does not answer. Throws the
     * exceptions of {@link #take()}.
     *
     * @return empty if there was no element during all that time
     * @throws EngineException.Unavailable if the cluster did not answer in that time whether there is an element
     */
    public Optional<Delivery> take(Duration timeout) throws InterruptedException {
        return Waiting.on(taking().begin(timeout));
    }

    /** Asynchronous variant of {@link #take()}. Cancelling the future ends the wait. */
    public CompletableFuture<Delivery> takeAsync() {
        return taking().on(Waiting.APART).begin();
    }

    private Taking taking() {
        return new Taking(session, keys);
    }
}
