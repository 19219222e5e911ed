package io.dengine.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Lease;
import io.dengine.api.PutOptions;
import io.dengine.api.Rows;
import io.dengine.api.Subscription;
import io.dengine.api.Watch;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchListener;
import io.dengine.api.WatchRequest;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/watch.md and docs/client_guide/service-discovery-pattern.md */
@Timeout(60)
class WatchTest extends EngineOfTest {
    @Test
    void taking() throws InterruptedException {
        Client client = client();
        try (Watch watch = client.watch(WatchRequest.prefix("/services/"))) {
            client.put("/services/mail/1", "10.0.0.9:25");
            WatchBatch change = watch.take();
            for (WatchEvent event : change.events()) {
                System.out.println(event.current().keyText() + (event.isDeletion() ? " is gone" : " has changed"));
            }
        }
        assertThat(client.scanPrefix("/services/").rows()).hasSize(1);
    }

    @Test
    void listening() {
        Client client = client();
        Subscription subscription = client.watch(WatchRequest.key("/services/mail/1"), new WatchListener() {
            @Override
            public void onBatch(WatchBatch change) {
                change.events()
                        .forEach(event -> System.out.println(event.current().valueText()));
            }

            @Override
            public void onEnd(Throwable reason) {
                System.out.println("not watched any more: " + reason.getMessage());
            }
        });
        subscription.close();
    }

    @Test
    void scanning_first() throws InterruptedException {
        Client client = client();
        client.put("/services/mail/1", "10.0.0.9:25");
        Rows now = client.scanPrefix("/services/");
        Watch changes = client.watch(WatchRequest.prefix("/services/").after(now));
        client.delete("/services/mail/1");
        assertThat(changes.take().events().get(0).isDeletion()).isTrue();
        changes.close();
    }

    @Test
    void history_that_is_gone() throws InterruptedException {
        Client client = client();
        client.put("/services/mail/1", "10.0.0.9:25");
        client.compact(client.put("/services/mail/1", "10.0.0.8:25").revision());
        try {
            client.watch(WatchRequest.prefix("/services/").from(1)).take();
        } catch (EngineException.Compacted e) {
            Rows present = client.scanPrefix("/services/"); // and watch what comes after(present)
        }
        assertThatThrownBy(() ->
                        client.watch(WatchRequest.prefix("/services/").from(1)).take())
                .isInstanceOf(EngineException.Compacted.class);
    }

    @Test
    void registering() {
        Client client = client();
        Lease lease = client.grantLease(Duration.ofSeconds(10)).keepAlive();
        client.put("/services/mail/1", "10.0.0.9:25", PutOptions.lease(lease));
        CompletableFuture<Void> told = lease.lost().thenRun(() -> System.err.println("register again"));
        assertThat(client.getLinearizable("/services/mail/1").orElseThrow().leaseId())
                .isEqualTo(lease.id());
        assertThat(told).isNotDone();
        lease.close();
    }

    @Test
    void following() throws InterruptedException {
        Client client = client();
        client.put("/services/mail/1", "10.0.0.9:25");
        Map<String, String> instances = new TreeMap<>();
        Rows now = client.scanPrefix("/services/mail/");
        now.rows().forEach(row -> instances.put(row.keyText(), row.valueText()));
        Watch changes = client.watch(WatchRequest.prefix("/services/mail/").after(now));
        client.put("/services/mail/2", "10.0.0.8:25");
        for (WatchEvent event : changes.take().events()) {
            if (event.isDeletion()) {
                instances.remove(event.current().keyText());
            } else {
                instances.put(event.current().keyText(), event.current().valueText());
            }
        }
        assertThat(instances).hasSize(2);
        changes.close();
    }
}
