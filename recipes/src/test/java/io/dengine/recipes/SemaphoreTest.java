package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SemaphoreTest extends OnEngine {
    @Test
    void there_are_as_many_permits_as_were_said() throws InterruptedException {
        Held one = Semaphore.of(client(), "permits", 2).acquire();
        Held other = Semaphore.of(client(), "permits", 2).acquire();
        assertThat(Semaphore.of(client(), "permits", 2).tryAcquire()).isEmpty();
        CompletableFuture<Held> third = Semaphore.of(client(), "permits", 2).acquireAsync(1);
        one.close();
        assertThat(soon(third).isHeld()).isTrue();
        assertThat(other.isHeld()).isTrue();
    }

    @Test
    void who_wants_several_is_not_overtaken_by_those_who_want_one() throws InterruptedException {
        Held one = Semaphore.of(client(), "several", 3).acquire();
        CompletableFuture<Held> three = Semaphore.of(client(), "several", 3).acquireAsync(3);
        until(() -> keysOf("several/") == 2);
        assertThat(Semaphore.of(client(), "several", 3).tryAcquire(1, Duration.ofMillis(50)))
                .isEmpty();
        one.close();
        assertThat(soon(three).isHeld()).isTrue();
    }

    @Test
    void the_permits_of_a_dead_holder_come_back() throws InterruptedException {
        Client mortal = client();
        Held held = Semaphore.of(Session.open(mortal, SHORT), "dead", 1).acquire();
        CompletableFuture<Held> next = Semaphore.of(client(), "dead", 1).acquireAsync(1);
        mortal.close();
        assertThat(soon(next).token()).isGreaterThan(held.token());
    }

    @Test
    void nobody_gets_more_than_there_are() {
        Semaphore semaphore = Semaphore.of(client(), "bounds", 2);
        assertThatThrownBy(() -> semaphore.acquire(3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.acquire(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Semaphore.of(client(), "bounds", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A client whose first look at a line happens only after {@code condition}; it then completes {@code looked}. */
    private Client looking(CompletableFuture<?> condition, CompletableFuture<Void> looked) {
        AtomicBoolean first = new AtomicBoolean(true);
        return Intercepted.of(
                client(),
                (method, arguments, sending) -> method.equals("scan") && first.compareAndSet(true, false)
                        ? sending.after(condition).whenComplete((rows, failure) -> looked.complete(null))
                        : sending.send());
    }

    @Test
    void who_was_seen_waiting_wakes_the_next_also_if_it_passes_at_its_first_look() throws InterruptedException {
        Held two = Semaphore.of(client(), "first", 3).acquire(2);
        Held one = Semaphore.of(client(), "first", 3).acquire();
        CompletableFuture<Void> released = new CompletableFuture<>();
        Client slow = looking(released, new CompletableFuture<>());
        CompletableFuture<Held> slowTwo = Semaphore.of(slow, "first", 3).acquireAsync(2);
        until(() -> keysOf("first/") == 3);
        CompletableFuture<Void> looked = new CompletableFuture<>();
        Client next = looking(CompletableFuture.completedFuture(null), looked);
        CompletableFuture<Held> nextOne = Semaphore.of(next, "first", 3).acquireAsync(1);
        soon(looked);
        two.close();
        one.close();
        released.complete(null);
        assertThat(soon(slowTwo).isHeld()).isTrue();
        assertThat(soon(nextOne).isHeld()).isTrue();
    }
}
