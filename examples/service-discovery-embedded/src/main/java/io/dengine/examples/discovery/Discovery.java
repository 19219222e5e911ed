package io.dengine.examples.discovery;

import io.dengine.api.Client;
import io.dengine.api.KeyValue;
import io.dengine.api.Lease;
import io.dengine.api.PutOptions;
import io.dengine.api.Rows;
import io.dengine.api.Watch;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.embedded.EmbeddedEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Four ways to know which instances of a service there are, one after the other. */
public final class Discovery {
    private static final String SERVICES = "/services/";
    private static final String GATEWAY = "/services/gateway/1";

    private final Client client;

    private Discovery(Client client) {
        this.client = client;
    }

    /** @param args the data directory, or nothing for {@code db} */
    public static void main(String[] args) throws Exception {
        try (EmbeddedEngine engine = EmbeddedEngine.start(Path.of(args.length > 0 ? args[0] : "db"))) {
            engine.awaitReady(Duration.ofSeconds(5));
            Discovery discovery = new Discovery(engine.client());
            engine.client().deletePrefix(SERVICES);
            discovery.watchOneInstance();
            discovery.keepAView();
            discovery.keepAnAuditLog();
            discovery.noticeADeath();
        }
    }

    /** An exact key: every change of one instance. */
    private void watchOneInstance() throws InterruptedException {
        System.out.println("One instance:");
        try (Watch watch = client.watch(WatchRequest.key(GATEWAY))) {
            client.put(GATEWAY, "10.0.0.1:80");
            client.put("/services/billing/1", "10.0.0.7:80"); // nobody watches this one
            client.put(GATEWAY, "10.0.0.2:80");
            client.delete(GATEWAY);
            for (int i = 0; i < 3; i++) {
                for (WatchEvent event : watch.take().events()) {
                    System.out.println("  " + describe(event));
                }
            }
        }
    }

    /** A prefix: first what is there, then whatever happens after that. Nothing is missed, nothing comes twice. */
    private void keepAView() throws InterruptedException {
        System.out.println("A view of all services:");
        Rows now = client.scanPrefix(SERVICES);
        Map<String, String> view = new TreeMap<>();
        for (KeyValue instance : now.rows()) {
            view.put(instance.keyText(), instance.valueText());
        }
        System.out.println("  " + view);
        try (Watch watch = client.watch(WatchRequest.prefix(SERVICES).after(now))) {
            client.put("/services/gateway/2", "10.0.0.3:80");
            client.put("/services/mail/1", "10.0.0.9:25");
            client.delete("/services/billing/1");
            for (int i = 0; i < 3; i++) {
                for (WatchEvent event : watch.take().events()) {
                    if (event.isDeletion()) {
                        view.remove(event.current().keyText());
                    } else {
                        view.put(event.current().keyText(), event.current().valueText());
                    }
                }
                System.out.println("  " + view);
            }
        }
    }

    /** Previous values: each event says what it replaced, also if several keys change at once. */
    private void keepAnAuditLog() throws InterruptedException {
        System.out.println("An audit log:");
        try (Watch watch = client.watch(WatchRequest.prefix(SERVICES).withPreviousValues())) {
            client.put("/services/mail/1", "10.0.0.10:25");
            client.deletePrefix(SERVICES);
            for (int i = 0; i < 2; i++) {
                WatchBatch batch = watch.take();
                System.out.println("  one change:");
                for (WatchEvent event : batch.events()) {
                    KeyValue before = event.previous();
                    System.out.println(
                            "    " + describe(event) + ", was " + (before == null ? "absent" : before.valueText()));
                }
            }
        }
    }

    /** A lease: an instance that dies without a word is gone once its lease has ended. */
    private void noticeADeath() throws InterruptedException {
        System.out.println("An instance that dies:");
        try (Watch watch = client.watch(WatchRequest.prefix(SERVICES))) {
            Lease lease = client.grantLease(Duration.ofSeconds(1)); // a living instance adds .keepAlive()
            client.put(GATEWAY, "10.0.0.4:80", PutOptions.lease(lease));
            for (int i = 0; i < 2; i++) {
                for (WatchEvent event : watch.take().events()) {
                    System.out.println("  " + describe(event));
                }
            }
        }
    }

    private static String describe(WatchEvent event) {
        String key = event.current().keyText();
        return event.isDeletion()
                ? key + " is gone"
                : key + " is at " + event.current().valueText();
    }
}
