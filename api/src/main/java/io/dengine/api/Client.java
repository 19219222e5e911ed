package io.dengine.api;

import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A blocking client: one interface for an engine in this process and for a remote cluster.
 *
 * <p>Keys and values are {@link Bytes}; the methods that take text encode it in UTF-8. Methods throw
 * {@link EngineException}; {@link EngineException#outcome} is {@link Outcome#UNKNOWN} if a write may have taken effect,
 * as it is for {@link EngineException.OutcomeUnknown}. If the caller is interrupted, the method throws
 * {@link EngineException.OutcomeUnknown} as well and leaves the interrupt flag set. Argument checks that need no node
 * throw {@link IllegalArgumentException}. Any thread may call any method.
 */
@FunctionalInterface
public interface Client extends AutoCloseable {
    /** Returns the non-blocking form of this client. */
    AsyncClient async();

    // ---- writes

    /**
     * Stores a value without TTL or lease: it lives until it is overwritten or deleted, even if the key had a TTL or a
     * lease before.
     */
    default WriteResult put(Bytes key, Bytes value) {
        return put(key, value, PutOptions.NONE);
    }

    /** As {@link #put(Bytes, Bytes)}. */
    default WriteResult put(String key, String value) {
        return put(key, value, PutOptions.NONE);
    }

    /**
     * Stores a value. Its TTL or lease is that of {@code options}, and replaces the one that the key had before.
     *
     * @throws EngineException.LeaseNotFound if the lease in {@code options} does not exist
     * @throws EngineException.InvalidRequest if key or value exceeds a limit of the node
     */
    default WriteResult put(Bytes key, Bytes value, PutOptions options) {
        return Waiting.on(async().put(key, value, options));
    }

    /** As {@link #put(Bytes, Bytes, PutOptions)}. */
    default WriteResult put(String key, String value, PutOptions options) {
        return put(Bytes.utf8(key), Bytes.utf8(value), options);
    }

    /** Stores a value that expires after {@code ttl}, from one millisecond, unless the key is written again. */
    default WriteResult putWithTtl(Bytes key, Bytes value, Duration ttl) {
        return put(key, value, PutOptions.ttl(ttl));
    }

    /** As {@link #putWithTtl(Bytes, Bytes, Duration)}. */
    default WriteResult putWithTtl(String key, String value, Duration ttl) {
        return put(key, value, PutOptions.ttl(ttl));
    }

    /** Deletes a key. {@link WriteResult#succeeded} is false if the key was absent. */
    default WriteResult delete(Bytes key) {
        return Waiting.on(async().delete(key));
    }

    /** As {@link #delete(Bytes)}. */
    default WriteResult delete(String key) {
        return delete(Bytes.utf8(key));
    }

    /**
     * Deletes all keys of a range at one revision. {@link WriteResult#succeeded} is false if the range held no key.
     */
    default WriteResult deleteRange(KeyRange range) {
        return Waiting.on(async().deleteRange(range));
    }

    /** Deletes all keys that begin with {@code prefix} at one revision. The empty prefix deletes every key. */
    default WriteResult deletePrefix(String prefix) {
        return deleteRange(KeyRange.prefix(Bytes.utf8(prefix)));
    }

    /**
     * Stores {@code value} if the key holds {@code expected}. A TTL or lease of the key stays as it is.
     *
     * @param expected null if the key must be absent
     * @return a result whose {@link WriteResult#succeeded} is false if the key held something else
     */
    default WriteResult compareAndSwap(Bytes key, @Nullable Bytes expected, Bytes value) {
        return Waiting.on(async().compareAndSwap(key, expected, value));
    }

    /** As {@link #compareAndSwap(Bytes, Bytes, Bytes)}. */
    default WriteResult compareAndSwap(String key, @Nullable String expected, String value) {
        return compareAndSwap(Bytes.utf8(key), expected == null ? null : Bytes.utf8(expected), Bytes.utf8(value));
    }

    /**
     * Evaluates the conditions of {@code transaction} and executes the operations of one of its branches, atomically
     * and at one revision.
     *
     * @throws EngineException.InvalidRequest if a limit is exceeded or a branch changes a key twice
     * @throws EngineException.LeaseNotFound if the executed branch attaches a key to a lease that does not exist
     */
    default TransactionResult transact(Transaction transaction) {
        return Waiting.on(async().transact(transaction));
    }

    /**
     * Compacts the history before {@code revision}, from 1: reads and watches can no longer start at an older revision.
     *
     * @throws EngineException.FutureRevision if the store has not reached {@code revision}
     * @throws EngineException.Compacted if the history is compacted up to {@code revision} or further already
     */
    default WriteResult compact(long revision) {
        return Waiting.on(async().compact(revision));
    }

    // ---- reads

    /**
     * Reads a key. The result is empty if the key is absent.
     *
     * @throws EngineException.Compacted if the revision in {@code options} is no longer kept
     * @throws EngineException.FutureRevision if the store has not reached that revision
     * @throws EngineException.OtherIncarnation if that revision belongs to another history
     */
    default Optional<KeyValue> get(Bytes key, ReadOptions options) {
        return Waiting.on(async().get(key, options));
    }

    /** As {@link #get(Bytes, ReadOptions)}. */
    default Optional<KeyValue> get(String key, ReadOptions options) {
        return get(Bytes.utf8(key), options);
    }

    /** Reads a key with a {@link ReadLevel#LINEARIZABLE} read. */
    default Optional<KeyValue> get(Bytes key) {
        return get(key, ReadOptions.LINEARIZABLE);
    }

    /** As {@link #get(Bytes)}. */
    default Optional<KeyValue> get(String key) {
        return get(key, ReadOptions.LINEARIZABLE);
    }

    /** Reads the newest state of a key, confirmed by a quorum: {@link ReadLevel#LINEARIZABLE}. */
    default Optional<KeyValue> getLinearizable(String key) {
        return get(key, ReadOptions.LINEARIZABLE);
    }

    /** Reads the newest state of a key under the leader lease: {@link ReadLevel#LEASE}. */
    default Optional<KeyValue> getLease(String key) {
        return get(key, ReadOptions.LEASE);
    }

    /** Reads a key as the node that serves the request has it, which may be old: {@link ReadLevel#EVENTUAL}. */
    default Optional<KeyValue> getEventual(String key) {
        return get(key, ReadOptions.EVENTUAL);
    }

    /**
     * Reads several keys, all at one revision. The result has one element for each of {@code keys}, in the same order;
     * it is empty where the key is absent.
     */
    default List<Optional<KeyValue>> getAll(List<Bytes> keys, ReadOptions options) {
        return Waiting.on(async().getAll(keys, options));
    }

    /** Reads several keys, all at one revision, with a {@link ReadLevel#LINEARIZABLE} read. */
    default List<Optional<KeyValue>> getAll(List<Bytes> keys) {
        return getAll(keys, ReadOptions.LINEARIZABLE);
    }

    /**
     * Reads a range at one revision. A node returns as many rows as fit into one response; {@link Rows#more} is true if
     * the range has further rows. {@link #scan} reads the range to its end.
     */
    default Rows range(RangeQuery query, ReadOptions options) {
        return Waiting.on(async().range(query, options));
    }

    /** Reads a range with a {@link ReadLevel#LINEARIZABLE} read. */
    default Rows range(RangeQuery query) {
        return range(query, ReadOptions.LINEARIZABLE);
    }

    /**
     * Reads a range to its end, or to the limit of {@code query}, all at one revision, in as many requests as
     * necessary. Each request has the client's timeout. The result holds all rows in memory; {@link #stream} holds one
     * response at a time.
     *
     * @throws EngineException.Compacted if the revision was compacted before the end was read
     */
    default Rows scan(RangeQuery query, ReadOptions options) {
        return Waiting.on(async().scan(query, options));
    }

    /** Reads a range to its end with {@link ReadLevel#LINEARIZABLE} reads. */
    default Rows scan(RangeQuery query) {
        return scan(query, ReadOptions.LINEARIZABLE);
    }

    /**
     * Reads all keys that begin with {@code prefix}, in ascending order, as {@link #scan(RangeQuery)} does. The empty
     * prefix reads every key.
     */
    default Rows scanPrefix(String prefix) {
        return scan(RangeQuery.prefix(prefix));
    }

    /**
     * Reads a range of any size, one response at a time, on the thread that consumes the stream. All rows are of one
     * revision, that of the first response: the stream does not see later changes.
     *
     * <p>The stream throws what {@link #range} throws, and {@link EngineException.Compacted} if the revision was
     * compacted because the stream was consumed too slowly. The rows consumed until then are correct but not complete.
     */
    default Stream<KeyValue> stream(RangeQuery query, ReadOptions options) {
        return new Paging(async(), query, options).stream();
    }

    /** As {@link #stream(RangeQuery, ReadOptions)}, at the newest revision when the first row is read. */
    default Stream<KeyValue> stream(RangeQuery query) {
        return stream(query, ReadOptions.LINEARIZABLE);
    }

    // ---- leases

    /**
     * Grants a lease of {@code ttl}, from one millisecond to 100 years. The lease is renewed only after
     * {@link Lease#keepAlive} is called.
     *
     * @throws EngineException.Overloaded if there are as many leases as the quota permits
     */
    default Lease grantLease(Duration ttl) {
        return Waiting.on(async().grantLease(ttl));
    }

    /**
     * Returns the lease of this id, which this client or another one granted before.
     *
     * @throws EngineException.LeaseNotFound if it does not exist or has ended
     */
    default Lease lease(long leaseId) {
        return Waiting.on(async().lease(leaseId));
    }

    // ---- watches

    /**
     * Starts a watch that calls {@code listener} on a thread of the client. It misses no event after this method
     * returns. Throws if the watch does not start within the timeout.
     */
    default Subscription watch(WatchRequest request, WatchListener listener) {
        return Waiting.on(async().watch(request, listener));
    }

    /**
     * Starts a watch whose events the caller takes. It misses no event after this method returns. Throws if the watch
     * does not start within the timeout.
     */
    default Watch watch(WatchRequest request) {
        return Waiting.on(async().watch(request));
    }

    /** Returns the cluster as the node that serves this request sees it. */
    default ClusterView cluster() {
        return Waiting.on(async().cluster());
    }

    /** Returns the members of the cluster, in ascending order of their ids. */
    default List<MemberView> listMembers() {
        return cluster().members();
    }

    /** Returns the id of the leader, or empty if the node that serves this request knows none at the moment. */
    default OptionalInt leaderId() {
        ClusterView view = cluster();
        return view.hasLeader() ? OptionalInt.of(view.leaderId()) : OptionalInt.empty();
    }

    /**
     * Calls {@code listener} with the current state of the cluster, and again after each change of leader or members.
     * See {@link AsyncClient#watchCluster}.
     */
    default Subscription watchCluster(Consumer<ClusterView> listener) {
        return async().watchCluster(listener);
    }

    // ---- the client itself

    /**
     * Returns a client with another request timeout, from one millisecond. It shares everything else with this client:
     * closing one closes both.
     */
    default Client withTimeout(Duration timeout) {
        return async().withTimeout(timeout).blocking();
    }

    /** Waits for {@code future}, which this client must have returned, and throws what it failed with. */
    default <T> T await(CompletableFuture<T> future) {
        return Waiting.on(future);
    }

    /**
     * Closes the client. Pending requests fail and watches end; leases are no longer renewed but not revoked. May be
     * called any number of times.
     */
    @Override
    default void close() {
        async().close();
    }
}
