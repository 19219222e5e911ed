package io.dengine.api;

import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that does not block: every request returns a future. {@link Client} is the blocking form of the same client.
 *
 * <p>No method blocks, and any thread may call any method. Futures fail with {@link EngineException}. Argument checks
 * that need no node throw {@link IllegalArgumentException} at once. A continuation that is not given an executor may
 * run on a thread of the client or of the engine: it must be short and must not block. Requests that are in flight at
 * the same time may be applied in any order.
 */
public interface AsyncClient extends AutoCloseable {
    // ---- writes

    /**
     * Stores a value. Without a TTL or a lease in {@code options} the value lives until it is overwritten or deleted,
     * even if the key had a TTL or a lease before. Fails with {@link EngineException.LeaseNotFound} if the lease in
     * {@code options} does not exist, and with {@link EngineException.InvalidRequest} if key or value exceeds a limit
     * of the node.
     */
    CompletableFuture<WriteResult> put(Bytes key, Bytes value, PutOptions options);

    /** Stores a value without TTL or lease: it lives until it is overwritten or deleted. */
    default CompletableFuture<WriteResult> put(Bytes key, Bytes value) {
        return put(key, value, PutOptions.NONE);
    }

    /** Deletes a key. {@link WriteResult#succeeded} is false if the key was absent. */
    CompletableFuture<WriteResult> delete(Bytes key);

    /**
     * Deletes all keys of a range at one revision. {@link WriteResult#succeeded} is false if the range held no key.
     */
    CompletableFuture<WriteResult> deleteRange(KeyRange range);

    /**
     * Stores {@code value} if the key holds {@code expected}. A TTL or lease of the key stays as it is.
     * {@link WriteResult#succeeded} is false if the key held something else.
     *
     * @param expected null if the key must be absent
     */
    CompletableFuture<WriteResult> compareAndSwap(Bytes key, @Nullable Bytes expected, Bytes value);

    /**
     * Evaluates the conditions of {@code transaction} and executes the operations of one of its branches, atomically
     * and at one revision. Fails with {@link EngineException.InvalidRequest} if a limit is exceeded or a branch changes
     * a key twice, and with {@link EngineException.LeaseNotFound} if the executed branch attaches a key to a lease that
     * does not exist.
     */
    CompletableFuture<TransactionResult> transact(Transaction transaction);

    /**
     * Compacts the history before {@code revision}, from 1: reads and watches can no longer start at an older revision.
     * Fails with {@link EngineException.FutureRevision} if the store has not reached {@code revision}, and with
     * {@link EngineException.Compacted} if the history is compacted up to {@code revision} or further already.
     */
    CompletableFuture<WriteResult> compact(long revision);

    // ---- reads

    /**
     * Reads a key. The result is empty if the key is absent. Fails with {@link EngineException.Compacted},
     * {@link EngineException.FutureRevision} or {@link EngineException.OtherIncarnation} if {@code options} name a
     * revision that cannot be read.
     */
    CompletableFuture<Optional<KeyValue>> get(Bytes key, ReadOptions options);

    /** Reads a key with a {@link ReadLevel#LINEARIZABLE} read. */
    default CompletableFuture<Optional<KeyValue>> get(Bytes key) {
        return get(key, ReadOptions.LINEARIZABLE);
    }

    /**
     * Reads several keys, all at one revision. The result has one element for each of {@code keys}, in the same order;
     * it is empty where the key is absent.
     */
    CompletableFuture<List<Optional<KeyValue>>> getAll(List<Bytes> keys, ReadOptions options);

    /**
     * Reads a range at one revision. A node returns as many rows as fit into one response; {@link Rows#more} is true if
     * the range has further rows. {@link #scan} reads the range to its end.
     */
    CompletableFuture<Rows> range(RangeQuery query, ReadOptions options);

    /**
     * Reads a range to its end, or to the limit of {@code query}, all at one revision, in as many requests as
     * necessary. Each request has the client's timeout. The result holds all rows in memory; {@link Client#stream}
     * holds one response at a time.
     *
     * <p>Fails with {@link EngineException.Compacted} if the revision was compacted before the end was read.
     */
    default CompletableFuture<Rows> scan(RangeQuery query, ReadOptions options) {
        return new Paging(this, query, options).all();
    }

    // ---- leases

    /**
     * Grants a lease of {@code ttl}, from one millisecond to 100 years. The lease is renewed only after
     * {@link Lease#keepAlive} is called. Fails with {@link EngineException.Overloaded} if the cluster, or this client's
     * owner, has as many leases as the quota permits.
     */
    CompletableFuture<Lease> grantLease(Duration ttl);

    /**
     * Returns the lease of this id, which this client or another one granted before. Fails with
     * {@link EngineException.LeaseNotFound} if it does not exist or has ended.
     */
    CompletableFuture<Lease> lease(long leaseId);

    // ---- watches

    /**
     * Starts a watch that calls {@code listener} on a thread of the client. Once the future completes, the watch misses
     * no event. The future fails if the watch does not start within the timeout. If the first revision was compacted or
     * belongs to another history, either the future fails or {@link WatchListener#onEnd} is called.
     *
     * @return a subscription whose {@code close()} cancels the watch
     */
    CompletableFuture<Subscription> watch(WatchRequest request, WatchListener listener);

    /**
     * Starts a watch whose events the caller takes. Once the future completes, the watch misses no event. The future
     * fails if the watch does not start within the timeout. If the first revision was compacted or belongs to another
     * history, either the future fails or {@link Watch#take} does.
     */
    CompletableFuture<Watch> watch(WatchRequest request);

    /** Returns the cluster as the node that serves this request sees it. */
    CompletableFuture<ClusterView> cluster();

    /**
     * Calls {@code listener} with the current state of the cluster, and again after each change of leader or members.
     * If changes follow quickly, the listener may see only the latest one. Calls do not overlap, and come on a thread
     * of the client. An exception from the listener is logged and does not end the subscription.
     */
    Subscription watchCluster(Consumer<ClusterView> listener);

    // ---- the client itself

    /**
     * Returns a client with another request timeout, from one millisecond. It shares everything else with this client:
     * closing one closes both.
     */
    AsyncClient withTimeout(Duration timeout);

    /**
     * Returns the request timeout. A request without a result after this time fails: with
     * {@link EngineException.OutcomeUnknown} if it may have taken effect, else with an exception whose outcome is
     * {@link Outcome#NOT_APPLIED}.
     */
    Duration timeout();

    /** Returns the blocking form of this client. */
    default Client blocking() {
        return () -> this;
    }

    /**
     * Closes the client. Pending requests fail and watches end; leases are no longer renewed but not revoked. May be
     * called any number of times.
     */
    @Override
    void close();
}
