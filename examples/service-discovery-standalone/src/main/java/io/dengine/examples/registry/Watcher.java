package io.dengine.examples.registry;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.Rows;
import io.dengine.api.Watch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;

/** Says what is registered, and then every change, until it is stopped. */
public final class Watcher {
    private Watcher() {}

    /** @param args a service and an instance to watch that one; a service to watch all of its; nothing for all */
    public static void main(String[] args) throws InterruptedException {
        KeyRange range = switch (args.length) {
            case 0 -> KeyRange.prefix(Bytes.utf8(Registry.PREFIX));
            case 1 -> KeyRange.prefix(Bytes.utf8(Registry.key(args[0], "")));
            default -> KeyRange.single(Bytes.utf8(Registry.key(args[0], args[1])));
        };
        try (Client client = Registry.connect()) {
            while (true) {
                try {
                    follow(client, range);
                } catch (EngineException.Compacted | EngineException.OtherIncarnation e) {
                    System.out.println("cannot go on where it was; reading everything again");
                }
            }
        }
    }

    /**
     * Scans, then watches from the revision after the scan. The client resumes the watch by itself when a node dies; it
     * ends only if changes that it had to deliver are no longer kept.
     */
    private static void follow(Client client, KeyRange range) throws InterruptedException {
        Rows now = client.range(RangeQuery.of(range));
        for (KeyValue instance : now.rows()) {
            System.out.println("there is " + instance.keyText() + " at " + instance.valueText());
        }
        try (Watch watch = client.watch(WatchRequest.range(range).after(now))) {
            System.out.println("watching from revision " + (now.revision() + 1));
            while (true) {
                for (WatchEvent event : watch.take().events()) {
                    String key = event.current().keyText();
                    System.out.println(
                            event.isDeletion()
                                    ? "gone: " + key
                                    : "now: " + key + " at " + event.current().valueText());
                }
            }
        }
    }
}
