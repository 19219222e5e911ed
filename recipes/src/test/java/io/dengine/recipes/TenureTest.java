package io.dengine.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.Lease;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TenureTest extends OnEngine {
    /** Longer than a busy machine pauses, and short enough to wait for. */
    private static final Duration CERTAIN = Duration.ofSeconds(4);

    private final CompletableFuture<Void> renewalSent = new CompletableFuture<>();
    private final CompletableFuture<Void> renewal = new CompletableFuture<>();

    /** A lease whose renewal is answered when the test says so. */
    private Lease lease() {
        return (Lease) Proxy.newProxyInstance(
                Lease.class.getClassLoader(),
                new Class<?>[] {Lease.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "id" -> 7L;
                    case "certainTtl" -> CERTAIN;
                    case "lost" -> new CompletableFuture<Void>();
                    case "renew" -> {
                        renewalSent.complete(null);
                        yield renewal;
                    }
                    default -> null;
                });
    }

    private Tenure tenure() {
        Client granting = Intercepted.of(client(), (method, arguments, sending) -> {
            return method.equals("grantLease") ? CompletableFuture.completedFuture(lease()) : sending.send();
        });
        return soon(Tenure.begin(granting.async(), SHORT));
    }

    @Test
    void a_renewal_that_is_answered_at_the_last_moment_does_not_bring_back_what_was_reported_as_over()
            throws InterruptedException {
        Tenure tenure = tenure();
        tenure.keep();
        soon(renewalSent);
        tenure.rest(); // so that only the answer changes it from now on
        Thread answering = new Thread(() -> renewal.complete(null));
        synchronized (tenure) { // a pause of the answering thread, while it handles the answer
            assertThat(tenure.isAlive()).isTrue();
            answering.start();
            until(() -> answering.getState() == Thread.State.BLOCKED);
            until(() -> !tenure.isAlive());
        }
        answering.join();
        assertThat(tenure.isAlive()).isFalse();
    }
}
