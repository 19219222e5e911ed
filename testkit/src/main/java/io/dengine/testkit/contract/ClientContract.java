package io.dengine.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dengine.api.Client;
import io.dengine.api.Compare;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.PutOptions;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of every {@link Client}, wherever its node runs; {@link LeaseContract} and {@link WatchContract}
 * complete it. Each test writes below its own prefix, so that all of them may use one cluster.
 */
@Timeout(60)
public abstract class ClientContract {
    private static final long LIMIT_SECS = 20;

    /** Returns a client of a cluster that serves. The implementation closes it. */
    protected abstract Client client();

    private static String text(Optional<KeyValue> found) {
        return found.orElseThrow().valueText();
    }

    private static Operation.Put put(String key, String value) {
        return new Operation.Put(Bytes.utf8(key), Bytes.utf8(value), 0, 0);
    }

    private static <T> T soon(CompletableFuture<T> future) {
        return future.orTimeout(LIMIT_SECS, TimeUnit.SECONDS).join();
    }

    private static List<String> keys(Rows rows) {
        return rows.rows().stream().map(KeyValue::keyText).toList();
    }

    @Test
    public void what_was_put_is_read_with_each_policy() {
        Client client = client();
        long revision = client.put("read/key", "value").revision();
        assertEquals("value", text(client.getLinearizable("read/key")));
        assertEquals("value", text(client.getLease("read/key")));
        assertEquals("value", text(client.get("read/key", ReadOptions.EVENTUAL.notBefore(revision))));
        assertTrue(client.getLinearizable("read/absent").isEmpty());
    }

    @Test
    public void revisions_and_versions_count() {
        Client client = client();
        long created = client.put("count/key", "1").revision();
        long changed = client.put("count/key", "2").revision();
        assertTrue(changed > created);
        KeyValue row = client.get("count/key").orElseThrow();
        assertEquals(created, row.createRevision());
        assertEquals(changed, row.modRevision());
        assertEquals(2, row.version());
        assertEquals(1, client.delete("count/key").changedKeys());
        assertEquals(0, client.delete("count/key").changedKeys());
        client.put("count/key", "3");
        assertEquals(1, client.get("count/key").orElseThrow().version());
    }

    @Test
    public void keys_and_values_are_bytes_and_may_be_empty() {
        Client client = client();
        Bytes key = Bytes.wrap(new byte[] {'b', '/', 0, -1, 127, -128});
        Bytes value = Bytes.wrap(new byte[] {0, -1});
        client.put(key, value);
        assertEquals(value, client.get(key).orElseThrow().value());
        client.put("bytes/empty", "");
        assertEquals("", text(client.get("bytes/empty")));
    }

    @Test
    public void what_is_too_large_is_refused_and_changes_nothing() {
        Client client = client();
        String large = "x".repeat(20 << 20);
        assertThrows(EngineException.InvalidRequest.class, () -> client.put("large/key", large));
        assertTrue(client.get("large/key").isEmpty());
        client.put("large/key", "small");
        assertEquals("small", text(client.get("large/key")));
    }

    @Test
    public void compare_and_swap_changes_what_is_as_expected() {
        Client client = client();
        assertFalse(client.compareAndSwap("cas/key", "old", "new").succeeded());
        assertTrue(client.compareAndSwap("cas/key", null, "one").succeeded());
        assertFalse(client.compareAndSwap("cas/key", null, "two").succeeded());
        assertTrue(client.compareAndSwap("cas/key", "one", "two").succeeded());
        assertEquals("two", text(client.get("cas/key")));
    }

    @Test
    public void a_transaction_does_one_of_two_lists_at_one_revision() {
        Client client = client();
        client.put("txn/a", "1");
        Transaction transaction = Transaction.when(
                        Compare.value(Bytes.utf8("txn/a"), Compare.Operator.EQUAL, Bytes.utf8("1")),
                        Compare.absent(Bytes.utf8("txn/b")))
                .then(put("txn/a", "2"), put("txn/b", "2"), new Operation.Get(Bytes.utf8("txn/a")))
                .otherwise(put("txn/c", "else"), new Operation.Delete(Bytes.utf8("txn/b")));
        TransactionResult first = client.transact(transaction);
        assertTrue(first.succeeded());
        assertEquals("2", first.results().get(2).rows().get(0).valueText());
        List<Optional<KeyValue>> both = client.getAll(List.of(Bytes.utf8("txn/a"), Bytes.utf8("txn/b")));
        assertEquals(first.revision(), both.get(0).orElseThrow().modRevision());
        assertEquals(first.revision(), both.get(1).orElseThrow().modRevision());
        TransactionResult second = client.transact(transaction);
        assertFalse(second.succeeded());
        assertEquals(1, second.results().get(1).changedKeys());
        assertEquals("else", text(client.get("txn/c")));
        assertTrue(client.get("txn/b").isEmpty());
    }

    @Test
    public void ranges_are_ordered_limited_paged_and_counted() {
        Client client = client();
        for (int i = 0; i < 10; i++) {
            client.put("range/" + i, "value " + i);
        }
        client.put("range0", "beyond the prefix");
        Rows all = client.scanPrefix("range/");
        assertEquals(10, all.rows().size());
        assertFalse(all.more());
        Rows page = client.range(RangeQuery.prefix("range/").limit(4));
        assertEquals(List.of("range/0", "range/1", "range/2", "range/3"), keys(page));
        assertTrue(page.more());
        Rows next = client.range(RangeQuery.prefix("range/").limit(4).after(Bytes.utf8("range/3")));
        assertEquals(List.of("range/4", "range/5", "range/6", "range/7"), keys(next));
        Rows last = client.range(RangeQuery.prefix("range/").limit(2).descending());
        assertEquals(List.of("range/9", "range/8"), keys(last));
        assertEquals(10, client.range(RangeQuery.prefix("range/").countOnly()).count());
        Rows keysOnly = client.range(RangeQuery.prefix("range/").keysOnly());
        assertTrue(keysOnly.rows().stream().allMatch(row -> row.value().isEmpty()));
        KeyRange some = new KeyRange(Bytes.utf8("range/3"), Bytes.utf8("range/5"));
        assertEquals(List.of("range/3", "range/4"), keys(client.range(RangeQuery.of(some))));
        assertEquals(2, client.deleteRange(some).changedKeys());
        assertEquals(8, client.deletePrefix("range/").changedKeys());
        assertTrue(client.get("range0").isPresent());
    }

    @Test
    public void the_past_can_be_read_until_it_is_compacted() {
        Client client = client();
        long old = client.put("past/key", "old").revision();
        long present = client.put("past/key", "new").revision();
        assertEquals("old", text(client.get("past/key", ReadOptions.LINEARIZABLE.asOf(old))));
        client.compact(present);
        assertThrows(EngineException.Compacted.class, () -> client.get("past/key", ReadOptions.LINEARIZABLE.asOf(old)));
        assertEquals("new", text(client.get("past/key")));
        assertThrows(
                EngineException.FutureRevision.class,
                () -> client.get("past/key", ReadOptions.LINEARIZABLE.asOf(present + 1_000_000)));
    }

    @Test
    public void a_read_that_waits_for_a_revision_of_the_future_is_told_that_no_node_has_written_it() {
        Client client = client();
        long present = client.put("future/key", "value").revision();
        EngineException.FutureRevision failure = assertThrows(
                EngineException.FutureRevision.class,
                () -> client.get("future/key", ReadOptions.EVENTUAL.notBefore(present + 1_000_000)));
        assertTrue(failure.toString().contains("no node has written revision " + (present + 1_000_000)));
    }

    @Test
    public void many_requests_may_be_under_way_at_once() {
        Client client = client();
        List<CompletableFuture<WriteResult>> writes = IntStream.range(0, 2_000)
                .mapToObj(i -> client.async().put(Bytes.utf8("many/" + i), Bytes.utf8("value"), PutOptions.NONE))
                .toList();
        writes.forEach(ClientContract::soon);
        assertEquals(2_000, client.range(RangeQuery.prefix("many/").countOnly()).count());
    }

    @Test
    public void the_cluster_can_be_seen() {
        Client client = client();
        assertTrue(client.leaderId().isPresent());
        assertTrue(client.listMembers().stream()
                .anyMatch(member -> member.id() == client.leaderId().getAsInt()));
    }

    @Test
    public void failures_of_futures_are_those_of_blocking_calls() {
        Bytes large = Bytes.wrap(new byte[20 << 20]);
        CompletableFuture<WriteResult> failing = client().async().put(Bytes.EMPTY, large, PutOptions.NONE);
        CompletionException failure = assertThrows(CompletionException.class, () -> soon(failing));
        assertInstanceOf(EngineException.InvalidRequest.class, failure.getCause());
    }

    @Test
    public void a_client_with_another_timeout_shares_the_connection() {
        Client client = client();
        client.withTimeout(Duration.ofSeconds(30)).put("timeout/key", "value");
        assertEquals("value", text(client.get("timeout/key")));
    }
}
