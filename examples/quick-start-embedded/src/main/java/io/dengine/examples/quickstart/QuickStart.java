package io.dengine.examples.quickstart;

import io.dengine.api.Client;
import io.dengine.api.KeyValue;
import io.dengine.embedded.EmbeddedEngine;
import java.nio.file.Path;
import java.time.Duration;

/** A node in this process: it writes, reads, ends, and after a second start on the same directory still knows. */
public final class QuickStart {
    private QuickStart() {}

    /** @param args the data directory, or nothing for {@code db} */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args.length > 0 ? args[0] : "db");
        try (EmbeddedEngine engine = EmbeddedEngine.start(directory)) {
            engine.awaitReady(Duration.ofSeconds(5));
            Client client = engine.client();
            client.put("workflow:status", "running");
            for (int task = 1; task <= 3; task++) {
                client.put("task:" + task, "result of step " + task);
            }
            System.out.println("Written and read back:");
            print(client);
        }
        try (EmbeddedEngine engine = EmbeddedEngine.start(directory)) {
            engine.awaitReady(Duration.ofSeconds(5));
            System.out.println("Stopped, started again, and read once more:");
            print(engine.client());
        }
    }

    private static void print(Client client) {
        System.out.println("  workflow:status = "
                + client.getLinearizable("workflow:status").orElseThrow().valueText());
        for (KeyValue task : client.scanPrefix("task:").rows()) {
            System.out.println("  " + task.keyText() + " = " + task.valueText());
        }
    }
}
