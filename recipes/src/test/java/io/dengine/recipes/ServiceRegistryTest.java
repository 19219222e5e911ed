package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ServiceRegistryTest extends OnEngine {
    private static final ServiceInstance ONE =
            ServiceInstance.of("search", "one", "10.0.0.1:80").with("zone", "a & b");
    private static final ServiceInstance TWO = ServiceInstance.of("search", "two", "10.0.0.2:80");

    @Test
    void what_is_registered_is_listed_until_it_is_closed() {
        ServiceRegistry registry = ServiceRegistry.of(client(), "list");
        Registration one = registry.register(ONE);
        Registration two = registry.register(TWO);
        soon(one.registered());
        soon(two.registered());
        assertThat(ServiceRegistry.of(client(), "list").list("search")).containsExactly(ONE, TWO);
        assertThat(ServiceRegistry.of(client(), "list").list("other")).isEmpty();
        one.close();
        assertThat(registry.list("search")).containsExactly(TWO);
        soon(one.ended());
    }

    @Test
    void a_view_follows_every_change() {
        ServiceRegistry registry = ServiceRegistry.of(client(), "view");
        try (ServiceView view = ServiceRegistry.of(client(), "view").view("search")) {
            soon(view.ready());
            assertThat(view.instances()).isEmpty();
            Registration one = registry.register(ONE);
            until(() -> view.instances().equals(List.of(ONE)));
            one.close();
            until(() -> view.instances().isEmpty());
        }
    }

    @Test
    void a_listener_hears_nothing_before_the_view_was_read() {
        soon(ServiceRegistry.of(client(), "early").register(ONE).registered());
        List<List<ServiceInstance>> heard = new CopyOnWriteArrayList<>();
        try (ServiceView view = ServiceRegistry.of(client(), "early").view("search");
                Subscription listener = view.onChange(heard::add)) {
            until(() -> !heard.isEmpty());
            assertThat(heard.get(0)).containsExactly(ONE);
        }
    }

    @Test
    void the_instance_of_a_dead_process_vanishes() {
        Client mortal = client();
        soon(ServiceRegistry.of(Session.open(mortal, SHORT), "dead")
                .register(ONE)
                .registered());
        ServiceRegistry others = ServiceRegistry.of(client(), "dead");
        assertThat(others.list("search")).containsExactly(ONE);
        mortal.close();
        until(() -> others.list("search").isEmpty());
    }

    @Test
    void an_instance_is_there_while_it_is_healthy() {
        AtomicBoolean healthy = new AtomicBoolean();
        ServiceRegistry registry = ServiceRegistry.of(client(), "health");
        Registration one = registry.register(ONE, healthy::get, Duration.ofMillis(10));
        assertThat(registry.list("search")).isEmpty();
        healthy.set(true);
        soon(one.registered());
        assertThat(registry.list("search")).containsExactly(ONE);
        healthy.set(false);
        until(() -> registry.list("search").isEmpty());
        healthy.set(true);
        until(() -> registry.list("search").equals(List.of(ONE)));
    }

    @Test
    void it_registers_again_what_was_removed_and_gives_way_to_a_successor() {
        ServiceRegistry registry = ServiceRegistry.of(client(), "again");
        Registration old = registry.register(ONE);
        soon(old.registered());
        client().deletePrefix("again/");
        until(() -> registry.list("search").equals(List.of(ONE)));
        ServiceInstance successor = ServiceInstance.of("search", "one", "10.0.0.9:80");
        Registration present = ServiceRegistry.of(client(), "again").register(successor);
        soon(present.registered());
        soon(old.ended());
        assertThat(registry.list("search")).containsExactly(successor);
        old.close();
        assertThat(registry.list("search")).containsExactly(successor);
    }

    /** Others keep the lease of a shared session alive, so that what is applied late would stay. */
    @Test
    void a_request_to_register_that_arrives_after_the_close_registers_nothing() throws InterruptedException {
        AtomicBoolean losesNext = new AtomicBoolean();
        CompletableFuture<Intercepted.Sending> lost = new CompletableFuture<>();
        Client losing = Intercepted.of(client(), (method, arguments, sending) -> {
            if (method.equals("transact") && losesNext.compareAndSet(true, false)) {
                lost.complete(sending);
                return CompletableFuture.failedFuture(new EngineException.OutcomeUnknown("as the test wishes"));
            }
            return sending.send();
        });
        try (Session shared = Session.open(losing)) {
            Held other = Lock.of(shared, "late-lock").acquire();
            losesNext.set(true);
            ServiceRegistry registry = ServiceRegistry.of(shared, "late");
            Registration one = registry.register(ONE);
            Intercepted.Sending late = soon(lost);
            one.close();
            soon(one.ended());
            soon(late.send());
            assertThat(registry.list("search")).isEmpty();
            assertThat(other.isHeld()).isTrue();
        }
    }

    @Test
    void a_health_check_that_throws_anything_counts_as_unhealthy() {
        for (Throwable thrown : List.of(new InterruptedException(), new NoClassDefFoundError("as the test wishes"))) {
            AtomicBoolean failing = new AtomicBoolean();
            ServiceRegistry registry = ServiceRegistry.of(client(), "thrown");
            Registration one = registry.register(ONE, () -> !failing.get() || fail(thrown), Duration.ofMillis(10));
            soon(one.registered());
            failing.set(true);
            until(() -> registry.list("search").isEmpty());
            failing.set(false);
            until(() -> registry.list("search").equals(List.of(ONE)));
            one.close();
        }
    }

    private static boolean fail(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }
}
