package io.dengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.api.Operation;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.bytes.Bytes;
import io.dengine.recipes.Candidacy;
import io.dengine.recipes.ConfigMap;
import io.dengine.recipes.Delivery;
import io.dengine.recipes.ElectionListener;
import io.dengine.recipes.Held;
import io.dengine.recipes.LeaderElection;
import io.dengine.recipes.Leadership;
import io.dengine.recipes.LiveSetting;
import io.dengine.recipes.Lock;
import io.dengine.recipes.Queue;
import io.dengine.recipes.Registration;
import io.dengine.recipes.ServiceInstance;
import io.dengine.recipes.ServiceRegistry;
import io.dengine.recipes.ServiceView;
import io.dengine.recipes.Setting;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/recipes.md */
@Timeout(60)
class RecipesTest extends EngineOfTest {
    @Test
    void locking() throws InterruptedException {
        Client client = client();
        Lock lock = Lock.of(client, "jobs/nightly");
        try (Held held = lock.acquire()) {
            TransactionResult written = client.transact(Transaction.when(held.guard())
                    .then(new Operation.Put(Bytes.utf8("report"), Bytes.utf8("done"), 0, 0)));
            System.out.println(written.succeeded() ? "written" : "somebody else holds the lock by now");
        }
        assertThat(client.get("report")).isPresent();
    }

    @Test
    void electing() throws Exception {
        Client client = client();
        LeaderElection election = LeaderElection.of(client, "scheduler");
        Candidacy candidacy = election.run("10.0.0.7:8080", new ElectionListener() {
            @Override
            public void elected(Leadership leadership) {
                System.out.println("leads, with token " + leadership.token());
            }

            @Override
            public void lost(Leadership leadership) {
                System.out.println("leads no more");
            }
        });
        candidacy.close();
        candidacy.stopped().get(20, TimeUnit.SECONDS);
    }

    @Test
    void queueing() throws InterruptedException {
        Client client = client();
        Queue queue = Queue.of(client, "mails");
        queue.put("to everybody");
        try (Delivery delivery = queue.take()) {
            System.out.println(delivery.valueText());
            delivery.ack();
        }
        assertThat(queue.size()).isZero();
    }

    @Test
    void registering() throws Exception {
        Client client = client();
        ServiceRegistry registry = ServiceRegistry.of(client, "production");
        Registration registration = registry.register(ServiceInstance.of("search", "node-7", "10.0.0.7:80"));
        ServiceView view = registry.view("search");
        view.onChange(instances -> System.out.println(instances));
        registration.registered().get(20, TimeUnit.SECONDS);
        assertThat(registry.list("search")).hasSize(1);
        view.close();
    }

    @Test
    void configuring() throws InterruptedException {
        Client client = client();
        ConfigMap config = ConfigMap.open(client, "config/search");
        LiveSetting<Long> limit = config.setting(Setting.number("max-results", 100));
        limit.onChange(value -> System.out.println("at most " + value));
        assertThat(limit.get()).isEqualTo(100);
        config.close();
    }
}
