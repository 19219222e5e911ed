package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.Operation;
import io.dengine.api.Transaction;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LockTest extends OnEngine {
    @Test
    void one_holds_it_at_a_time() throws InterruptedException {
        Lock here = Lock.of(client(), "one");
        Lock there = Lock.of(client(), "one");
        try (Held held = here.acquire()) {
            assertThat(held.isHeld()).isTrue();
            assertThat(there.tryAcquire()).isEmpty();
            assertThat(there.holder()).hasValue(held.token());
        }
        assertThat(here.holder()).isEmpty();
        try (Held held = there.acquire()) {
            assertThat(held.isHeld()).isTrue();
        }
    }

    @Test
    void it_is_passed_on_in_the_order_of_arrival_and_tokens_grow() throws InterruptedException {
        Client observer = client();
        Held first = Lock.of(client(), "order").acquire();
        List<CompletableFuture<Held>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(Lock.of(client(), "order").acquireAsync());
            int standing = i + 2;
            until(() -> observer.scanPrefix("order/").rows().size() == standing);
        }
        long token = first.token();
        first.close();
        for (int i = 0; i < waiting.size(); i++) {
            Held held = soon(waiting.get(i));
            assertThat(held.token()).isGreaterThan(token);
            assertThat(waiting.subList(i + 1, waiting.size())).noneMatch(CompletableFuture::isDone);
            token = held.token();
            held.close();
        }
    }

    @Test
    void what_many_do_under_it_is_never_done_by_two() throws Exception {
        Client store = client();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        for (int worker = 0; worker < 8; worker++) {
            Lock lock = Lock.of(client(), "many");
            CompletableFuture<Void> work = CompletableFuture.completedFuture(null);
            for (int times = 0; times < 10; times++) {
                work = work.thenCompose(nothing -> lock.acquireAsync()).thenCompose(held -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    long before = store.get("many-sum")
                            .map(row -> Long.parseLong(row.valueText()))
                            .orElse(0L);
                    store.put("many-sum", Long.toString(before + 1));
                    inside.decrementAndGet();
                    return held.release();
                });
            }
            workers.add(work);
        }
        workers.forEach(OnEngine::soon);
        assertThat(most).hasValue(1);
        assertThat(store.get("many-sum").orElseThrow().valueText()).isEqualTo("80");
    }

    @Test
    void who_stops_waiting_leaves_nothing_behind() throws InterruptedException {
        try (Held held = Lock.of(client(), "patience").acquire()) {
            assertThat(Lock.of(client(), "patience").tryAcquire(Duration.ofMillis(50)))
                    .isEmpty();
            CompletableFuture<Held> cancelled = Lock.of(client(), "patience").acquireAsync();
            until(() -> keysOf("patience/") == 2);
            cancelled.cancel(false);
            until(() -> keysOf("patience/") == 1);
            assertThat(held.isHeld()).isTrue();
        }
        assertThat(keysOf("patience/")).isZero();
    }

    @Test
    void an_interrupted_waiter_leaves_nothing_behind() throws Exception {
        try (Held held = Lock.of(client(), "interrupt").acquire()) {
            CompletableFuture<String> outcome = new CompletableFuture<>();
            Lock lock = Lock.of(client(), "interrupt");
            Thread waiter = new Thread(() -> {
                try (Held unexpected = lock.acquire()) {
                    outcome.complete("held " + unexpected.token());
                } catch (InterruptedException e) {
                    outcome.complete("interrupted");
                }
            });
            waiter.start();
            until(() -> keysOf("interrupt/") == 2);
            waiter.interrupt();
            assertThat(soon(outcome)).isEqualTo("interrupted");
            waiter.join();
            until(() -> keysOf("interrupt/") == 1);
            assertThat(held.isHeld()).isTrue();
        }
    }

    @Test
    void it_is_passed_on_when_its_holder_dies() throws InterruptedException {
        Client mortal = client();
        Held held = Lock.of(Session.open(mortal, SHORT), "death").acquire();
        CompletableFuture<Held> next = Lock.of(client(), "death").acquireAsync();
        mortal.close();
        soon(held.lost());
        assertThat(held.isHeld()).isFalse();
        assertThat(soon(next).token()).isGreaterThan(held.token());
    }

    @Test
    void who_lost_it_is_told_and_cannot_write_with_its_guard() throws InterruptedException {
        Client store = client();
        Held held = Lock.of(client(), "fence").acquire();
        Transaction guarded = Transaction.when(held.guard())
                .then(new Operation.Put(Bytes.utf8("fenced"), Bytes.utf8("written"), 0, 0));
        assertThat(store.transact(guarded).succeeded()).isTrue();
        takeAway(held);
        soon(held.lost());
        assertThat(held.isHeld()).isFalse();
        assertThat(store.transact(guarded).succeeded()).isFalse();
        try (Held next = Lock.of(client(), "fence").acquire()) {
            assertThat(next.token()).isGreaterThan(held.token());
            assertThat(store.transact(guarded).succeeded()).isFalse();
        }
    }

    @Test
    void giving_back_what_was_lost_takes_nothing_from_the_next_holder() throws InterruptedException {
        Held held = Lock.of(client(), "late").acquire();
        takeAway(held);
        Held next = Lock.of(client(), "late").acquire();
        held.close();
        assertThat(next.isHeld()).isTrue();
        assertThat(Lock.of(client(), "late").holder()).hasValue(next.token());
    }

    @Test
    void closing_a_session_gives_back_all_that_is_held_in_it() throws InterruptedException {
        Session session = session();
        Held one = Lock.of(session, "shared-a").acquire();
        Held other = Lock.of(session, "shared-b").acquire();
        session.close();
        soon(one.lost());
        soon(other.lost());
        soon(Lock.of(client(), "shared-a").acquireAsync());
        soon(Lock.of(client(), "shared-b").acquireAsync());
    }

    @Test
    void who_does_not_wait_gives_up_soon_after_the_timeout_of_its_client() {
        assertUnavailableSoon(Lock.of(unanswered(), "hasty").tryAcquireAsync(Duration.ZERO));
    }

    @Test
    void it_is_held_for_longer_than_a_lease() throws InterruptedException {
        Held held = Lock.of(session(), "long").acquire();
        assertThat(Lock.of(client(), "long").tryAcquire(SHORT.multipliedBy(4))).isEmpty();
        assertThat(held.isHeld()).isTrue();
    }
}
