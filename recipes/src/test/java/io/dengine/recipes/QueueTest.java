package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Operation;
import io.dengine.api.Transaction;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueueTest extends OnEngine {
    @Test
    void elements_come_in_the_order_in_which_they_were_put() throws InterruptedException {
        Queue queue = Queue.of(client(), "fifo");
        for (int i = 0; i < 5; i++) {
            queue.put("element " + i);
        }
        assertThat(queue.size()).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            Delivery delivery = queue.take();
            assertThat(delivery.valueText()).isEqualTo("element " + i);
            assertThat(delivery.ack()).isTrue();
        }
        assertThat(queue.size()).isZero();
        assertThat(queue.take(Duration.ofMillis(20))).isEmpty();
    }

    @Test
    void smaller_priority_numbers_come_first() throws InterruptedException {
        Queue queue = Queue.of(client(), "priority");
        queue.put(Bytes.utf8("later"), 200);
        queue.put("standard");
        queue.put(Bytes.utf8("first"), 1);
        assertThat(queue.take().valueText()).isEqualTo("first");
        assertThat(queue.take().valueText()).isEqualTo("later");
        assertThat(queue.take().valueText()).isEqualTo("standard");
    }

    @Test
    void each_element_has_one_claim_and_comes_back_to_its_place_without_an_acknowledgement()
            throws InterruptedException {
        Queue queue = Queue.of(client(), "claim");
        queue.put("one");
        queue.put("two");
        Delivery one = queue.take();
        Delivery two = Queue.of(client(), "claim").take();
        assertThat(two.valueText()).isEqualTo("two");
        one.close();
        assertThat(queue.take().valueText()).isEqualTo("one");
    }

    @Test
    void what_a_dead_taker_had_is_delivered_again() throws InterruptedException {
        Client mortal = client();
        Queue queue = Queue.of(client(), "dead");
        long put = queue.put("work");
        Delivery lost = Queue.of(Session.open(mortal, SHORT), "dead").take();
        CompletableFuture<Delivery> again = queue.takeAsync();
        mortal.close();
        Delivery second = soon(again);
        assertThat(second.putRevision()).isEqualTo(put).isEqualTo(lost.putRevision());
        assertThat(second.ack()).isTrue();
    }

    @Test
    void who_lost_its_claim_acknowledges_nothing() throws InterruptedException {
        Client store = client();
        Queue queue = Queue.of(client(), "late");
        queue.put("work");
        Delivery late = queue.take();
        takeAway(late);
        Delivery next = Queue.of(client(), "late").take();
        assertThat(late.ack(new Operation.Put(Bytes.utf8("late-done"), Bytes.utf8("twice"), 0, 0)))
                .isFalse();
        assertThat(store.get("late-done")).isEmpty();
        assertThat(next.ack(new Operation.Put(Bytes.utf8("late-done"), Bytes.utf8("once"), 0, 0)))
                .isTrue();
        assertThat(store.get("late-done").orElseThrow().valueText()).isEqualTo("once");
    }

    @Test
    void who_does_not_wait_gets_what_was_put_before() throws InterruptedException {
        Queue here = Queue.of(client(), "hasty");
        Queue there = Queue.of(LaggingReads.of(client()), "hasty");
        here.put("one");
        Delivery one = there.take(Duration.ZERO).orElseThrow();
        assertThat(one.valueText()).isEqualTo("one");
        here.put("two");
        assertThat(there.take(Duration.ZERO).orElseThrow().valueText()).isEqualTo("two");
        assertThat(there.take(Duration.ZERO)).isEmpty();
    }

    @Test
    void who_does_not_wait_gives_up_soon_after_the_timeout_of_its_client() {
        Queue.of(client(), "soon").put("work");
        Queue queue = Queue.of(unanswered(), "soon");
        assertUnavailableSoon(CompletableFuture.supplyAsync(() -> {
            try {
                return queue.take(Duration.ZERO);
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        }));
    }

    @Test
    void a_taker_waits_for_an_element() {
        Queue queue = Queue.of(client(), "wait");
        CompletableFuture<Delivery> waiting = queue.takeAsync();
        until(() -> keysOf("wait/") >= 1);
        Queue.of(client(), "wait").put("at last");
        assertThat(soon(waiting).valueText()).isEqualTo("at last");
    }

    @Test
    void a_delivery_that_was_acknowledged_is_not_lost_although_its_claim_is_gone_before_the_answer_comes()
            throws InterruptedException {
        Operation along = new Operation.Put(Bytes.utf8("early-done"), Bytes.utf8("done"), 0, 0);
        CompletableFuture<Void> claimSeenGone = new CompletableFuture<>();
        CompletableFuture<Runnable> tellingClaimGone = new CompletableFuture<>();
        Client early = Intercepted.of(client(), (method, arguments, sending) -> {
            if (method.equals("transact")
                    && ((Transaction) arguments[0]).thenOperations().contains(along)) {
                return sending.send().thenCombine(claimSeenGone, (answer, nothing) -> answer);
            }
            if (!method.equals("range") || client().get("early-done").isEmpty()) {
                return sending.send();
            }
            CompletableFuture<Object> told = new CompletableFuture<>();
            var unused = sending.send().thenAccept(rows -> tellingClaimGone.complete(() -> told.complete(rows)));
            return told;
        });
        Queue.of(client(), "early").put("work");
        Delivery delivery = Queue.of(early, "early").take();
        CompletableFuture<Boolean> acknowledged = delivery.ackAsync(along);
        soon(tellingClaimGone).run();
        claimSeenGone.complete(null);
        assertThat(soon(acknowledged)).isTrue();
        assertThat(delivery.isHeld()).isFalse();
        assertThat(delivery.lost()).isNotDone();
    }

    @Test
    void an_acknowledgement_in_doubt_is_not_confirmed_by_that_of_another_taker() throws InterruptedException {
        Operation along = new Operation.Put(Bytes.utf8("doubt-done"), Bytes.utf8("by the first"), 0, 0);
        CompletableFuture<Void> acknowledgedByOther = new CompletableFuture<>();
        AtomicInteger attempts = new AtomicInteger();
        Client losing = Intercepted.of(client(), (method, arguments, sending) -> {
            if (!method.equals("transact")
                    || !((Transaction) arguments[0]).thenOperations().contains(along)) {
                return sending.send();
            }
            return attempts.incrementAndGet() == 1
                    ? CompletableFuture.failedFuture(new EngineException.OutcomeUnknown("as the test wishes"))
                    : sending.after(acknowledgedByOther);
        });
        Queue.of(client(), "doubt").put("work");
        Delivery first = Queue.of(losing, "doubt").take();
        CompletableFuture<Boolean> acknowledged = first.ackAsync(along);
        first.close();
        assertThat(Queue.of(client(), "doubt").take().ack()).isTrue();
        acknowledgedByOther.complete(null);
        assertThatThrownBy(() -> soon(acknowledged)).hasCauseInstanceOf(EngineException.OutcomeUnknown.class);
        assertThat(client().get("doubt-done")).isEmpty();
    }
}
