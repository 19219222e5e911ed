package io.dengine.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.Operation;
import io.dengine.api.Subscription;
import io.dengine.api.Transaction;
import io.dengine.api.Watch;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of watches in every {@link Client}; complements {@link ClientContract}. */
@Timeout(60)
public abstract class WatchContract {
    private static final long LIMIT_SECS = 20;

    /** Returns a client of a cluster that serves. The implementation closes it. */
    protected abstract Client client();

    private static WatchEvent next(Watch watch) throws InterruptedException {
        WatchBatch batch = watch.take();
        assertEquals(1, batch.events().size());
        return batch.events().get(0);
    }

    @Test
    public void every_change_comes_once_and_in_order_with_what_was_there_before() throws InterruptedException {
        Client client = client();
        try (Watch watch = client.watch(WatchRequest.key("change/key").withPreviousValues())) {
            long first = client.put("change/key", "1").revision();
            client.put("change/other", "not watched");
            long second = client.put("change/key", "2").revision();
            long third = client.delete("change/key").revision();
            WatchEvent created = next(watch);
            assertEquals(first, created.revision());
            assertNull(created.previous());
            WatchEvent changed = next(watch);
            assertEquals(second, changed.revision());
            KeyText.assertValue("1", changed.previous());
            WatchEvent deleted = next(watch);
            assertEquals(third, deleted.revision());
            assertTrue(deleted.isDeletion());
            KeyText.assertValue("2", deleted.previous());
        }
    }

    @Test
    public void a_range_is_watched_without_what_lies_beside_it() throws InterruptedException {
        Client client = client();
        KeyRange range = new KeyRange(Bytes.utf8("beside/b"), Bytes.utf8("beside/d"));
        try (Watch watch = client.watch(WatchRequest.range(range))) {
            for (String key : List.of("a", "b", "c", "d")) {
                client.put("beside/" + key, "value");
            }
            assertEquals("beside/b", next(watch).current().keyText());
            assertEquals("beside/c", next(watch).current().keyText());
        }
    }

    @Test
    public void the_changes_of_a_transaction_come_together() throws InterruptedException {
        Client client = client();
        try (Watch watch = client.watch(WatchRequest.prefix("together/"))) {
            client.transact(Transaction.of(
                    new Operation.Put(Bytes.utf8("together/a"), Bytes.EMPTY, 0, 0),
                    new Operation.Put(Bytes.utf8("together/b"), Bytes.EMPTY, 0, 0)));
            assertEquals(2, watch.take().events().size());
        }
    }

    @Test
    public void a_watch_may_begin_in_the_past() throws InterruptedException {
        Client client = client();
        long first = client.put("past-watch/a", "1").revision();
        client.put("past-watch/b", "2");
        try (Watch watch = client.watch(WatchRequest.prefix("past-watch/").from(first))) {
            client.put("past-watch/c", "3");
            assertEquals("past-watch/a", next(watch).current().keyText());
            assertEquals("past-watch/b", next(watch).current().keyText());
            assertEquals("past-watch/c", next(watch).current().keyText());
        }
    }

    @Test
    public void a_watch_of_a_past_that_is_gone_says_so() throws InterruptedException {
        Client client = client();
        long old = client.put("gone/key", "1").revision();
        client.compact(client.put("gone/key", "2").revision());
        boolean gone = false;
        while (!gone) { // a node that lags may have the compacted history for a moment
            try (Watch watch = client.watch(WatchRequest.key("gone/key").from(old))) {
                assertEquals(old, watch.take().revision());
            } catch (EngineException.Compacted e) {
                gone = true;
            }
        }
    }

    @Test
    public void progress_tells_how_far_a_silent_watch_is() throws InterruptedException {
        Client client = client();
        try (Watch watch = client.watch(WatchRequest.key("silent/key").withProgress())) {
            long elsewhere = client.put("silent/other", "value").revision();
            WatchBatch batch = watch.take();
            while (batch.revision() < elsewhere) {
                assertTrue(batch.isProgress());
                batch = watch.take();
            }
            assertTrue(batch.isProgress());
        }
    }

    @Test
    public void a_listener_is_called_until_it_is_closed() throws InterruptedException {
        Client client = client();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WatchListener listener = new WatchListener() {
            @Override
            public void onBatch(WatchBatch batch) {
                batch.events().forEach(event -> heard.add(event.current().valueText()));
            }

            @Override
            public void onEnd(Throwable reason) {
                heard.add("ended");
            }
        };
        Subscription subscription = client.watch(WatchRequest.key("listen/key"), listener);
        client.put("listen/key", "1");
        assertEquals("1", heard.poll(LIMIT_SECS, TimeUnit.SECONDS));
        subscription.close();
        client.put("listen/key", "2");
        try (Watch other = client.watch(WatchRequest.key("listen/key"))) {
            long last = client.put("listen/key", "3").revision();
            while (next(other).revision() < last) { // the watch may have begun on a node that lags
                assertTrue(heard.isEmpty(), heard.toString());
            }
        }
        assertTrue(heard.isEmpty() || heard.stream().allMatch("ended"::equals), heard.toString());
    }

    @Test
    public void a_closed_watch_gives_nothing_more() {
        Client client = client();
        Watch watch = client.watch(WatchRequest.key("closed/key"));
        watch.close();
        assertThrows(EngineException.Closed.class, watch::take);
    }
}
