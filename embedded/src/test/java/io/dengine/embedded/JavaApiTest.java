package io.dengine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.Lease;
import io.dengine.api.Operation;
import io.dengine.api.PutOptions;
import io.dengine.api.RangeQuery;
import io.dengine.api.Rows;
import io.dengine.api.Subscription;
import io.dengine.api.Transaction;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the interfaces of {@code io.dengine.api} say beside the contracts that all clients keep. */
@Timeout(120)
class JavaApiTest {
    private static final int LARGE_BYTES = 1 << 20;
    private static final int LARGE_ROWS = 40;

    private static @Nullable EmbeddedEngine engine;

    @BeforeAll
    static void start(@TempDir Path directory) {
        EmbeddedEngine started = EmbeddedEngine.start(directory);
        started.awaitReady(Duration.ofSeconds(20));
        engine = started;
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(engine).close();
    }

    private static Client client() {
        return Objects.requireNonNull(engine).client();
    }

    private static String name(String prefix, int number) {
        return prefix + String.format("%03d", number);
    }

    // ---- ranges that are longer than an answer

    @Test
    void a_prefix_is_read_to_its_end_at_one_revision_however_large_it_is() {
        Client client = client();
        Bytes large = Bytes.wrap(new byte[LARGE_BYTES]);
        for (int i = 0; i < LARGE_ROWS; i++) {
            client.put(Bytes.utf8(name("large/", i)), large);
        }
        assertThat(client.range(RangeQuery.prefix("large/")).more())
                .as("one answer does not hold it")
                .isTrue();
        Rows all = client.scanPrefix("large/");
        assertThat(all.rows()).hasSize(LARGE_ROWS);
        assertThat(all.more()).isFalse();
        assertThat(client.scan(RangeQuery.prefix("large/").descending()).rows()).hasSize(LARGE_ROWS);
        assertThat(client.scan(RangeQuery.prefix("large/").limit(LARGE_ROWS - 1))
                        .rows())
                .hasSize(LARGE_ROWS - 1);

        List<String> streamed = new ArrayList<>();
        try (Stream<KeyValue> rows = client.stream(RangeQuery.prefix("large/"))) {
            Iterator<KeyValue> each = rows.iterator();
            streamed.add(each.next().keyText());
            client.delete(name("large/", LARGE_ROWS - 1)); // what happens meanwhile is not seen
            each.forEachRemaining(row -> streamed.add(row.keyText()));
        }
        assertThat(streamed).hasSize(LARGE_ROWS).isSorted().doesNotHaveDuplicates();
        client.deletePrefix("large/");
        assertThat(client.stream(RangeQuery.prefix("large/"))).isEmpty();
    }

    @Test
    void a_stream_whose_revision_is_compacted_fails_instead_of_ending() {
        Client client = client();
        Bytes large = Bytes.wrap(new byte[LARGE_BYTES]);
        for (int i = 0; i < LARGE_ROWS; i++) {
            client.put(Bytes.utf8(name("slow/", i)), large);
        }
        Iterator<KeyValue> rows = client.stream(RangeQuery.prefix("slow/")).iterator();
        rows.next();
        long later = client.put("other", "value").revision();
        client.compact(later);
        assertThatThrownBy(() -> rows.forEachRemaining(row -> {})).isInstanceOf(EngineException.Compacted.class);
        client.deletePrefix("slow/");
    }

    // ---- failures

    @Test
    void a_failure_shows_who_called_and_what_it_came_from() {
        Client closed = Objects.requireNonNull(engine).client(io.dengine.client.ClientSettings.STANDARD);
        closed.close();
        assertThatThrownBy(() -> closed.put("key", "value"))
                .isInstanceOf(EngineException.Closed.class)
                .satisfies(failure -> assertThat(failure.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().contains("a_failure_shows_who_called")))
                .hasCauseInstanceOf(EngineException.Closed.class);
        Client hasty = client().withTimeout(Duration.ofMillis(50));
        assertThatThrownBy(() -> hasty.get(Bytes.utf8("key"), io.dengine.api.ReadOptions.EVENTUAL.notBefore(1L << 40)))
                .isInstanceOf(EngineException.Unavailable.class)
                .satisfies(failure -> assertThat(failure.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().contains("a_failure_shows_who_called")));
    }

    @Test
    void text_is_shown_as_text() {
        Client client = client();
        client.put("text/key", "a välue");
        assertThat(client.getLinearizable("text/key").orElseThrow().toString())
                .startsWith("KeyValue[key=\"text/key\", value=\"a välue\", ");
        assertThat(Bytes.wrap(new byte[] {1, (byte) 0xFF}).toString()).isEqualTo("0x01ff");
        assertThat(Bytes.utf8("ä".repeat(100)).toString()).isEqualTo("\"" + "ä".repeat(32) + "\"…(200 bytes)");
        assertThat(Bytes.EMPTY.toString()).isEqualTo("\"\"");
        Operation.Put twice = new Operation.Put(Bytes.utf8("text/key"), Bytes.utf8("value"));
        assertThatThrownBy(() -> client.transact(Transaction.of(twice, twice)))
                .isInstanceOf(EngineException.InvalidRequest.class)
                .hasMessageContaining("only once: \"text/key\"");
    }

    // ---- limits

    @Test
    void a_ttl_beyond_every_bound_counts_as_the_longest() {
        PutOptions endless = PutOptions.ttl(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(endless).isEqualTo(PutOptions.ttl(Duration.ofDays(365L * 100)));
        client().put(Bytes.utf8("endless"), Bytes.utf8("value"), endless);
        assertThat(client().getLinearizable("endless")).isPresent();
    }

    @Test
    void what_is_exactly_at_a_limit_is_accepted_and_one_more_is_not() {
        Client client = client();
        String key = "k".repeat(64 << 10);
        client.put(Bytes.utf8(key), Bytes.wrap(new byte[4 << 20]));
        assertThat(client.get(key).orElseThrow().value().length()).isEqualTo(4 << 20);
        client.delete(key);
        assertThatThrownBy(() -> client.put(Bytes.utf8("v"), Bytes.wrap(new byte[(4 << 20) + 1])))
                .isInstanceOf(EngineException.InvalidRequest.class)
                .hasMessageContaining("4194304");
        assertThatThrownBy(() -> client.put(key + "k", "value")).isInstanceOf(EngineException.InvalidRequest.class);
        client.transact(Transaction.of(steps(128)));
        assertThatThrownBy(() -> client.transact(Transaction.of(steps(129))))
                .isInstanceOf(EngineException.InvalidRequest.class)
                .hasMessageContaining("128 steps but has 129");
        client.deletePrefix("step/");
    }

    private static Operation[] steps(int count) {
        Operation[] steps = new Operation[count];
        for (int i = 0; i < count; i++) {
            steps[i] = new Operation.Put(Bytes.utf8(name("step/", i)), Bytes.utf8("value"));
        }
        return steps;
    }

    // ---- listeners and leases

    private static final class Failing implements WatchListener {
        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void onBatch(WatchBatch batch) {
            throw new UnsupportedOperationException("it is a test");
        }

        @Override
        public void onEnd(Throwable reason) {
            ended.countDown();
            throw new IllegalStateException("again");
        }
    }

    private static final class Lines extends Handler {
        private final List<String> warnings = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void a_listener_that_throws_is_logged_once_and_its_watch_ends() throws Exception {
        Logger logger = Logger.getLogger("io.dengine.listeners");
        Lines lines = new Lines();
        logger.addHandler(lines);
        Failing listener = new Failing();
        try (Subscription watch = client().watch(WatchRequest.prefix("thrown/"), listener)) {
            client().put("thrown/1", "value");
            client().put("thrown/2", "value");
            assertThat(listener.ended.await(20, TimeUnit.SECONDS))
                    .as("%s", watch)
                    .isTrue();
        } finally {
            logger.removeHandler(lines);
        }
        assertThat(lines.warnings)
                .filteredOn(line -> line.contains("UnsupportedOperationException: it is a test"))
                .singleElement()
                .asString()
                .contains("The watch ends");
    }

    @Test
    void who_ends_a_lease_is_not_told_that_it_was_lost() throws Exception {
        Lease revoked = client().grantLease(Duration.ofSeconds(30)).keepAlive();
        Lease closed = client().grantLease(Duration.ofSeconds(30)).keepAlive();
        Lease taken = client().grantLease(Duration.ofSeconds(1)).keepAlive();
        revoked.revoke().get(20, TimeUnit.SECONDS);
        closed.close();
        client().lease(taken.id()).revoke().get(20, TimeUnit.SECONDS);
        taken.lost().get(20, TimeUnit.SECONDS); // by then, the others would have been told, too
        assertThat(revoked.lost()).isNotDone();
        assertThat(closed.lost()).isNotDone();
    }
}
