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
 * The store, for callers that wait: one interface for an engine in this process and for a cluster elsewhere.
 *
 * <p>Keys and values are {@link Bytes}; the methods that take text encode it in UTF-8. Methods throw
 * {@link EngineException}, and {@link EngineException.OutcomeUnknown} is the only one of them after which a write may
 * have taken effect. An interrupted caller gets {@link EngineException.OutcomeUnknown} as well, and stays interrupted.
 */
@FunctionalInterface
public interface Client extends AutoCloseable {
    /** The same client for callers that do not wait. */
    AsyncClient async();

    // ---- writes

    /** Stores a value for good: it lives until it is overwritten or deleted, whatever TTL it had before. */
    default WriteResult put(Bytes key, Bytes value) {
        return put(key, value, PutOptions.NONE);
    }

    /** As {@link #put(Bytes, Bytes)}. */
    default WriteResult put(String key, String value) {
        return put(key, value, PutOptions.NONE);
    }

    /** Stores a value. */
    default WriteResult put(Bytes key, Bytes value, PutOptions options) {
        return Waiting.on(async().put(key, value, options));
    }

    /** As {@link #put(Bytes, Bytes, PutOptions)}. */
    default WriteResult put(String key, String value, PutOptions options) {
        return put(Bytes.utf8(key), Bytes.utf8(value), options);
    }

    /** Stores a value that ends {@code ttl} later, unless it is written again; from one millisecond. */
    default WriteResult putWithTtl(Bytes key, Bytes value, Duration ttl) {
        return put(key, value, PutOptions.ttl(ttl));
    }

    /** As {@link #putWithTtl(Bytes, Bytes, Duration)}. */
    default WriteResult putWithTtl(String key, String value, Duration ttl) {
        return put(key, value, PutOptions.ttl(ttl));
    }

    /** Removes a key; {@link WriteResult#succeeded} tells whether it was there. */
    default WriteResult delete(Bytes key) {
        return Waiting.on(async().delete(key));
    }

    /** As {@link #delete(Bytes)}. */
    default WriteResult delete(String key) {
        return delete(Bytes.utf8(key));
    }

    /** Removes all keys of a range, in one change. */
    default WriteResult deleteRange(KeyRange range) {
        return Waiting.on(async().deleteRange(range));
    }

    /** Removes all keys that begin with {@code prefix}, in one change; every key for the empty one. */
    default WriteResult deletePrefix(String prefix) {
        return deleteRange(KeyRange.prefix(Bytes.utf8(prefix)));
    }

    /**
     * Stores {@code value} if the key holds {@code expected}, and leaves its TTL as it is.
     *
     * @param expected null if the key must be absent
     * @return {@link WriteResult#succeeded} tells whether it did
     */
    default WriteResult compareAndSwap(Bytes key, @Nullable Bytes expected, Bytes value) {
        return Waiting.on(async().compareAndSwap(key, expected, value));
    }

    /** As {@link #compareAndSwap(Bytes, Bytes, Bytes)}. */
    default WriteResult compareAndSwap(String key, @Nullable String expected, String value) {
        return compareAndSwap(Bytes.utf8(key), expected == null ? null : Bytes.utf8(expected), Bytes.utf8(value));
    }

    /** Takes the steps of one branch of {@code transaction}, in one change. */
    default TransactionResult transact(Transaction transaction) {
        return Waiting.on(async().transact(transaction));
    }

    /** Forgets the history before {@code revision}: neither reads nor watches can begin there any more. */
    default WriteResult compact(long revision) {
        return Waiting.on(async().compact(revision));
    }

    // ---- reads

    /** Reads a key. */
    default Optional<KeyValue> get(Bytes key, ReadOptions options) {
        return Waiting.on(async().get(key, options));
    }

    /** Reads a key. */
    default Optional<KeyValue> get(String key, ReadOptions options) {
        return get(Bytes.utf8(key), options);
    }

    /** Reads a key, linearizably. */
    default Optional<KeyValue> get(Bytes key) {
        return get(key, ReadOptions.LINEARIZABLE);
    }

    /** Reads a key, linearizably. */
    default Optional<KeyValue> get(String key) {
        return get(key, ReadOptions.LINEARIZABLE);
    }

    /** Reads the newest state of a key, confirmed by a quorum. */
    default Optional<KeyValue> getLinearizable(String key) {
        return get(key, ReadOptions.LINEARIZABLE);
    }

    /** Reads the newest state of a key, by the leader's lease. */
    default Optional<KeyValue> getLease(String key) {
        return get(key, ReadOptions.LEASE);
    }

    /** Reads whatever the asked node has. */
    default Optional<KeyValue> getEventual(String key) {
        return get(key, ReadOptions.EVENTUAL);
    }

    /** Reads keys, all at one revision. The answer has one element for each of {@code keys}, in that order. */
    default List<Optional<KeyValue>> getAll(List<Bytes> keys, ReadOptions options) {
        return Waiting.on(async().getAll(keys, options));
    }

    /** Reads keys, linearizably and all at one revision. */
    default List<Optional<KeyValue>> getAll(List<Bytes> keys) {
        return getAll(keys, ReadOptions.LINEARIZABLE);
    }

    /**
     * Reads a range, all at one revision. A node answers with as much as fits into one answer: where {@link Rows#more}
     * says so, the range goes on. {@link #scan} reads it to its end.
     */
    default Rows range(RangeQuery query, ReadOptions options) {
        return Waiting.on(async().range(query, options));
    }

    /** Reads a range, linearizably. */
    default Rows range(RangeQuery query) {
        return range(query, ReadOptions.LINEARIZABLE);
    }

    /**
     * Reads a range to its end, or to the limit of {@code query}, all at one revision, in as many requests as that
     * takes; each has the client's timeout. All rows are in memory then; {@link #stream} keeps few.
     *
     * @throws EngineException.Compacted if that revision was compacted before the end was read
     */
    default Rows scan(RangeQuery query, ReadOptions options) {
        return Waiting.on(async().scan(query, options));
    }

    /** Reads a range to its end, linearizably. */
    default Rows scan(RangeQuery query) {
        return scan(query, ReadOptions.LINEARIZABLE);
    }

    /**
     * Reads all keys that begin with {@code prefix}, linearizably and in order, as {@link #scan} does; every key for
     * the empty one.
     */
    default Rows scanPrefix(String prefix) {
        return scan(RangeQuery.prefix(prefix));
    }

    /**
     * Reads a range of any size, one answer at a time, on the thread that takes from the stream. The rows are those of
     * one revision, the one at which the first answer was read: changes made meanwhile are not seen.
     *
     * <p>The stream throws what {@link #range} throws, and {@link EngineException.Compacted} if the revision is no
     * longer kept because the stream was read too slowly. What was taken until then was right, but is not all.
     */
    default Stream<KeyValue> stream(RangeQuery query, ReadOptions options) {
        return new Paging(async(), query, options).stream();
    }

    /** As {@link #stream(RangeQuery, ReadOptions)}, as of the newest state when the first row is taken. */
    default Stream<KeyValue> stream(RangeQuery query) {
        return stream(query, ReadOptions.LINEARIZABLE);
    }

    // ---- leases

    /** Grants a lease; {@code ttl} from one millisecond. It is not renewed before {@link Lease#keepAlive} is called. */
    default Lease grantLease(Duration ttl) {
        return Waiting.on(async().grantLease(ttl));
    }

    /** A lease that was granted before. Throws {@link EngineException.LeaseNotFound}. */
    default Lease lease(long leaseId) {
        return Waiting.on(async().lease(leaseId));
    }

    // ---- what happens

    /** Begins a watch whose listener is called by a thread of the client. */
    default Subscription watch(WatchRequest request, WatchListener listener) {
        return Waiting.on(async().watch(request, listener));
    }

    /** Begins a watch that the caller waits for. */
    default Watch watch(WatchRequest request) {
        return Waiting.on(async().watch(request));
    }

    /** The cluster as the node that is asked sees it. */
    default ClusterView cluster() {
        return Waiting.on(async().cluster());
    }

    /** The members of the cluster, in the order of their ids. */
    default List<MemberView> listMembers() {
        return cluster().members();
    }

    /** The leader, or empty if none is known at the moment. */
    default OptionalInt leaderId() {
        ClusterView view = cluster();
        return view.hasLeader() ? OptionalInt.of(view.leaderId()) : OptionalInt.empty();
    }

    /** Calls {@code listener} with the cluster as it is, and after each change of leader or members. */
    default Subscription watchCluster(Consumer<ClusterView> listener) {
        return async().watchCluster(listener);
    }

    // ---- the client itself

    /** The same client with another time after which requests are given up; from one millisecond. */
    default Client withTimeout(Duration timeout) {
        return async().withTimeout(timeout).blocking();
    }

    /** Waits for {@code future}, which must be of this client, and throws what it failed with. */
    default <T> T await(CompletableFuture<T> future) {
        return Waiting.on(future);
    }

    /** Ends the client: what is under way fails, watches end, leases are renewed no more but are not revoked. */
    @Override
    default void close() {
        async().close();
    }
}
