package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BarriersTest extends OnEngine {
    @Test
    void a_raised_barrier_holds_up_all_until_it_is_lifted() throws InterruptedException {
        Barrier barrier = Barrier.of(client(), "gate");
        barrier.raise();
        barrier.raise();
        assertThat(barrier.isRaised()).isTrue();
        assertThat(Barrier.of(client(), "gate").await(Duration.ofMillis(50))).isFalse();
        List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(Barrier.of(client(), "gate").awaitAsync());
        }
        barrier.lift();
        waiting.forEach(each -> assertThat(soon(each)).isTrue());
        assertThat(barrier.isRaised()).isFalse();
        barrier.await();
    }

    @Test
    void parties_begin_together_and_end_together() throws InterruptedException {
        CompletableFuture<Party> one = DoubleBarrier.of(client(), "round", 3).enterAsync();
        CompletableFuture<Party> two = DoubleBarrier.of(client(), "round", 3).enterAsync();
        until(() -> keysOf("round/") == 2);
        assertThat(one).isNotDone();
        Party three = DoubleBarrier.of(client(), "round", 3).enter();
        CompletableFuture<Boolean> left = soon(one).leaveAsync();
        CompletableFuture<Boolean> leftToo = soon(two).leaveAsync();
        three.leave();
        assertThat(soon(left)).isTrue();
        assertThat(soon(leftToo)).isTrue();
    }

    @Test
    void a_party_that_does_not_come_is_not_waited_for_forever() throws InterruptedException {
        assertThat(DoubleBarrier.of(client(), "lonely", 2).enter(Duration.ofMillis(50)))
                .isEmpty();
        assertThat(keysOf("lonely/")).isZero();
    }

    @Test
    void a_party_that_dies_has_left() throws InterruptedException {
        Client mortal = client();
        CompletableFuture<Party> one =
                DoubleBarrier.of(Session.open(mortal, SHORT), "mortal", 2).enterAsync();
        Party two = DoubleBarrier.of(client(), "mortal", 2).enter();
        soon(one);
        mortal.close();
        two.leave();
        assertThat(two.isHeld()).isFalse();
    }

    @Test
    void who_waits_continues_once_the_barrier_is_lifted_even_if_it_is_raised_again_at_once() {
        CompletableFuture<Void> raisedAgain = new CompletableFuture<>();
        CompletableFuture<Void> hasRead = new CompletableFuture<>();
        AtomicInteger reads = new AtomicInteger();
        Client late = Intercepted.of(client(), (method, arguments, sending) -> {
            if (!method.equals("range")) {
                return sending.send();
            }
            return reads.incrementAndGet() > 1
                    ? sending.after(raisedAgain)
                    : sending.send().whenComplete((rows, failure) -> hasRead.complete(null));
        });
        Barrier barrier = Barrier.of(client(), "again");
        barrier.raise();
        CompletableFuture<Boolean> waiting = Barrier.of(late, "again").awaitAsync();
        soon(hasRead);
        barrier.lift();
        barrier.raise();
        raisedAgain.complete(null);
        assertThat(soon(waiting)).isTrue();
        assertThat(barrier.isRaised()).isTrue();
    }
}
