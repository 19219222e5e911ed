package io.dengine.api;

import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store, asked without waiting. {@link Client} is the same for callers that wait.
 *
 * <p>No method blocks. Futures fail with {@link EngineException}. A continuation that is not given an executor may run
 * on a thread of the client or of the engine: it must be short and must not block. Requests that are under way at the
 * same time may be carried out in any order.
 */
public interface AsyncClient extends AutoCloseable {
    // ---- writes

    /** Stores a value. Without TTL or lease it lives until it is overwritten or deleted, whatever it had before. */
    CompletableFuture<WriteResult> put(Bytes key, Bytes value, PutOptions options);

    /** Stores a value for good. */
    default CompletableFuture<WriteResult> put(Bytes key, Bytes value) {
        return put(key, value, PutOptions.NONE);
    }

    /** Removes a key; {@link WriteResult#succeeded} tells whether it was there. */
    CompletableFuture<WriteResult> delete(Bytes key);

    /** Removes all keys of a range, in one change. */
    CompletableFuture<WriteResult> deleteRange(KeyRange range);

    /**
     * Stores {@code value} if the key holds {@code expected}, and leaves its TTL as it is.
     *
     * @param expected null if the key must be absent
     */
    CompletableFuture<WriteResult> compareAndSwap(Bytes key, @Nullable Bytes expected, Bytes value);

    /** Takes the steps of one branch of {@code transaction}, in one change. */
    CompletableFuture<TransactionResult> transact(Transaction transaction);

    /** Forgets the history before {@code revision}: neither reads nor watches can begin there any more. */
    CompletableFuture<WriteResult> compact(long revision);

    // ---- reads

    /** Reads a key. */
    CompletableFuture<Optional<KeyValue>> get(Bytes key, ReadOptions options);

    /** Reads a key, linearizably. */
    default CompletableFuture<Optional<KeyValue>> get(Bytes key) {
        return get(key, ReadOptions.LINEARIZABLE);
    }

    /** Reads keys, all at one revision. The answer has one element for each of {@code keys}, in that order. */
    CompletableFuture<List<Optional<KeyValue>>> getAll(List<Bytes> keys, ReadOptions options);

    /**
     * Reads a range, all at one revision. A node answers with as much as fits into one answer: where {@link Rows#more}
     * says so, the range goes on. {@link #scan} reads it to its end.
     */
    CompletableFuture<Rows> range(RangeQuery query, ReadOptions options);

    /**
     * Reads a range to its end, or to the limit of {@code query}, all at one revision, in as many requests as that
     * takes. All rows are in memory then; {@link Client#stream} keeps few.
     *
     * <p>Fails with {@link EngineException.Compacted} if that revision was compacted before the end was read.
     */
    default CompletableFuture<Rows> scan(RangeQuery query, ReadOptions options) {
        return new Paging(this, query, options).all();
    }

    // ---- leases

    /** Grants a lease; {@code ttl} from one millisecond. It is not renewed before {@link Lease#keepAlive} is called. */
    CompletableFuture<Lease> grantLease(Duration ttl);

    /** A lease that was granted before, here or elsewhere. Fails with {@link EngineException.LeaseNotFound}. */
    CompletableFuture<Lease> lease(long leaseId);

    // ---- what happens

    /**
     * Begins a watch. Once the future completes, nothing that happens is missed.
     *
     * @return what ends the watch
     */
    CompletableFuture<Subscription> watch(WatchRequest request, WatchListener listener);

    /** Begins a watch for a thread that waits for it. Once the future completes, nothing that happens is missed. */
    CompletableFuture<Watch> watch(WatchRequest request);

    /** The cluster as the node that is asked sees it. */
    CompletableFuture<ClusterView> cluster();

    /**
     * Calls {@code listener} with the cluster as it is, and after each change of leader or members. Where changes come
     * quickly it may see only the last of them. One call at a time.
     */
    Subscription watchCluster(Consumer<ClusterView> listener);

    // ---- the client itself

    /** The same client with another time after which requests are given up; from one millisecond. */
    AsyncClient withTimeout(Duration timeout);

    /** The time after which requests are given up. */
    Duration timeout();

    /** The same client for callers that wait. */
    default Client blocking() {
        return () -> this;
    }

    /** Ends the client: what is under way fails, watches end, leases are renewed no more but are not revoked. */
    @Override
    void close();
}
