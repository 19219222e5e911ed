package io.dengine.kv;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchConfig;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures what leases cost the applying thread: granting, renewing, and ending all of them at once. Not a test.
 * Arguments, each optional: how many leases (100000), bytes of a value (20).
 */
public final class LeaseSpeed {
    private static final long TTL_MILLIS = 10_000;
    private static final int CHUNK = 512;

    private final KvStore store;
    private final int leases;
    private final Bytes value;
    private final List<Bytes> pending = new ArrayList<>();
    private long index;
    private long nowMillis = Script.START_MILLIS;

    private LeaseSpeed(KvStore store, int leases, int valueBytes) {
        this.store = store;
        this.leases = leases;
        this.value = Bytes.wrap(new byte[valueBytes]);
    }

    /** Measures a store in memory, without history. */
    public static void main(String[] arguments) {
        KvConfig config = new KvConfig(0, 0, 0, WatchConfig.STANDARD);
        for (int round = 0; round < 3; round++) {
            try (KvStore store = new KvStore(config)) {
                measure(store, arguments);
            }
        }
    }

    /** Measures an empty store, which must have no grace. */
    public static void measure(KvStore store, String[] arguments) {
        int leases = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int valueBytes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        new LeaseSpeed(store, leases, valueBytes).run();
    }

    private void run() {
        long empty = usedBytes();
        timed("grant", () -> {
            for (int i = 1; i <= leases; i++) {
                add(new Command.LeaseGrant(i, TTL_MILLIS));
            }
            flush();
        });
        long granted = usedBytes();
        timed("put a key with each", () -> {
            for (int i = 1; i <= leases; i++) {
                add(new Command.Put(key(i), value, 0, i));
            }
            flush();
        });
        long put = usedBytes();
        System.out.printf(
                Locale.ROOT,
                "bytes a lease %d, with one key and its value %d%n",
                (granted - empty) / leases,
                (put - empty) / leases);
        for (int round = 0; round < 3; round++) {
            nowMillis += TTL_MILLIS / 3;
            timed("renew", () -> {
                for (int i = 1; i <= leases; i++) {
                    add(new Command.LeaseKeepAlive(i));
                }
                flush();
            });
        }
        expire();
        System.out.println();
    }

    private static Bytes key(int i) {
        return Bytes.utf8("service/instance-" + i);
    }

    private void timed(String what, Runnable work) {
        long begin = System.nanoTime();
        work.run();
        double micros = (System.nanoTime() - begin) / 1e3;
        System.out.printf(Locale.ROOT, "%-20s %8.2f us each%n", what, micros / leases);
    }

    private void add(Command command) {
        pending.add(command.encode());
        if (pending.size() == CHUNK) {
            flush();
        }
    }

    private List<Bytes> flush() {
        List<Entry> entries = new ArrayList<>(pending.size());
        for (Bytes command : pending) {
            entries.add(new Entry(++index, 1, nowMillis, Entry.Kind.COMMAND, command));
        }
        pending.clear();
        return store.apply(entries);
    }

    private void expire() {
        WatchSubscription watch = store.watchHub()
                .subscribe(new WatchTarget.Prefix(Bytes.utf8("service/")), store.revision() + 1, () -> {});
        while (store.watchHub().runOnce()) {}
        nowMillis += TTL_MILLIS;
        long[] looking = new long[leases];
        long[] applying = new long[leases];
        long[] delivering = new long[leases];
        long events = 0;
        int portions = 0;
        while (true) {
            long begin = System.nanoTime();
            Bytes command = store.maintenance(nowMillis);
            looking[portions] = System.nanoTime() - begin;
            if (command == null) {
                break;
            }
            pending.add(command);
            begin = System.nanoTime();
            Reply reply = Reply.decode(flush().get(0));
            applying[portions] = System.nanoTime() - begin;
            if (!reply.succeeded()) {
                throw new IllegalStateException("nothing ended: " + reply);
            }
            begin = System.nanoTime();
            while (store.watchHub().runOnce()) {}
            delivering[portions] = System.nanoTime() - begin;
            for (WatchMessage message = watch.poll(); message != null; message = watch.poll()) {
                events += ((WatchMessage.Events) message).events().size();
            }
            portions++;
        }
        watch.close();
        System.out.printf(Locale.ROOT, "%d portions, %d events%n", portions, events);
        print("look for what is over", looking, portions);
        print("apply a portion", applying, portions);
        print("deliver it", delivering, portions);
        if (store.keyCount() != 0 || events != leases) {
            throw new IllegalStateException(store.keyCount() + " keys are left, and watchers saw " + events);
        }
    }

    private static void print(String what, long[] nanos, int count) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%-24s median %7.2f ms, longest %7.2f ms, all %8.1f ms%n",
                what,
                sorted[count / 2] / 1e6,
                sorted[count - 1] / 1e6,
                Arrays.stream(sorted).sum() / 1e6);
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
