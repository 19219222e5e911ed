package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dengine.wire.client.ScanResponse;
import io.dengine.wire.client.WatchEventType;
import io.dengine.wire.client.WatchResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Workloads of the original's Jepsen suite. Each runs on threads of its own until it is stopped, and judges itself. */
final class JepsenLoad implements AutoCloseable {
    private static final int BANK = 1;
    private static final int REGISTER = 2;
    private static final int SET = 42;
    private static final int SET_SIZE = 63;
    private static final int ACCOUNTS = 3;
    private static final long BALANCE = 1000;
    private static final int BITS = 21;
    private static final long MASK = (1L << BITS) - 1;
    private static final int SWAPS = 50;
    private static final long WINDOW_MILLIS = 2_000;
    private static final String SERVICES = "/services/payment/";

    private final JepsenClient client;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    /** Values whose writes may still take place, perhaps once more. */
    private final Set<Long> unsettled = new ConcurrentSkipListSet<>();

    private final Set<Integer> added = new ConcurrentSkipListSet<>();
    private final Set<Integer> attempted = new ConcurrentSkipListSet<>();
    private final AtomicLong transfers = new AtomicLong();
    private final AtomicLong changesSeen = new AtomicLong();
    private final AtomicLong scans = new AtomicLong();

    JepsenLoad(JepsenClient client) {
        this.client = client;
    }

    void start() {
        create(BANK, pack(BALANCE, BALANCE, BALANCE));
        create(SET, 0);
        repeat(this::writeRegister, 50);
        repeat(this::readRegister, 50);
        repeat(this::transfer, 20);
        repeat(this::transfer, 20);
        repeat(this::readBalances, 50);
        repeat(this::add, 200);
        repeat(this::watchRegister, 0);
        repeat(this::changeServices, 50);
        repeat(this::scanServices, 0);
    }

    /** However often it is tried, and whenever that takes place, it happens once. */
    private void create(long key, long value) {
        JepsenClient.Outcome outcome = JepsenClient.settled(() -> client.swap(key, null, value));
        assertThat(outcome.isOk()).as(outcome.error()).isTrue();
    }

    private JepsenClient.Outcome readAtLast(long key) {
        JepsenClient.Outcome outcome = JepsenClient.settled(() -> client.read(key));
        assertThat(outcome.isOk()).as(outcome.error()).isTrue();
        return outcome;
    }

    private void repeat(Runnable operation, long pauseMillis) {
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                while (running.get()) {
                    operation.run();
                    Thread.sleep(pauseMillis);
                }
            } catch (InterruptedException e) {
                wrong.add("a thread was interrupted");
            } catch (RuntimeException e) {
                wrong.add("a thread ended with " + e);
            }
        }));
    }

    // ---- register: one writer, so that what a reader may find is known

    private void writeRegister() {
        long value = written.incrementAndGet();
        unsettled.add(value);
        JepsenClient.Outcome outcome = client.put(REGISTER, value);
        if (outcome.isOk()) {
            acknowledged.set(value);
            if (!outcome.doubtful()) {
                unsettled.remove(value);
            }
        }
    }

    private void readRegister() {
        judgeRegister(acknowledged.get(), client.read(REGISTER));
    }

    private void judgeRegister(long atLeast, JepsenClient.Outcome outcome) {
        long value = outcome.value() == null ? 0 : outcome.value();
        boolean possible = value >= atLeast && value <= written.get() || unsettled.contains(value);
        if (outcome.isOk() && !possible) {
            wrong.add("the register was " + value + " after " + atLeast + " was acknowledged");
        }
    }

    // ---- bank: three balances in one number

    private static long pack(long... balances) {
        return balances[0] << 2 * BITS | balances[1] << BITS | balances[2];
    }

    private static long[] unpack(long packed) {
        return new long[] {packed >> 2 * BITS & MASK, packed >> BITS & MASK, packed & MASK};
    }

    private void transfer() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int from = random.nextInt(ACCOUNTS);
        int to = random.nextInt(ACCOUNTS);
        long amount = 1L + random.nextInt(5);
        boolean done = swapped(BANK, packed -> {
            long[] balances = unpack(packed);
            if (balances[from] < amount) {
                return packed;
            }
            balances[from] -= amount;
            balances[to] += amount;
            return pack(balances);
        });
        if (done) {
            transfers.incrementAndGet();
        }
    }

    /** Reads, computes and swaps, until nobody came in between or something is not known. */
    private boolean swapped(long key, LongUnaryOperator change) {
        for (int i = 0; i < SWAPS; i++) {
            JepsenClient.Outcome read = client.read(key);
            if (!read.isOk()) {
                return false;
            }
            long before = read.value() == null ? 0 : read.value();
            JepsenClient.Outcome swap = client.swap(key, before, change.applyAsLong(before));
            if (!swap.isOk()) {
                return false;
            }
            if (swap.value() != null && swap.value() == 1) {
                return true;
            }
        }
        return false;
    }

    private void readBalances() {
        JepsenClient.Outcome read = client.read(BANK);
        if (read.isOk()) {
            judgeBalances(read.value());
        }
    }

    private void judgeBalances(@Nullable Long packed) {
        long[] balances = unpack(packed == null ? 0 : packed);
        if (balances[0] + balances[1] + balances[2] != ACCOUNTS * BALANCE) {
            wrong.add("the balances are " + balances[0] + ", " + balances[1] + " and " + balances[2]);
        }
    }

    // ---- set: what was added stays

    private void add() {
        int element = attempted.size();
        if (element < SET_SIZE) {
            attempted.add(element);
            if (swapped(SET, packed -> packed | 1L << element)) {
                added.add(element);
            }
        }
    }

    // ---- watch: revisions only grow

    private void watchRegister() {
        int node = ThreadLocalRandom.current().nextInt(3);
        long last = 0;
        for (WatchResponse event :
                JepsenClient.drain(client.watch(node, JepsenClient.bytes(REGISTER), false, WINDOW_MILLIS))) {
            if (event.getEventType() == WatchEventType.WATCH_EVENT_TYPE_PUT) {
                changesSeen.incrementAndGet();
                if (event.getRevision() <= last) {
                    wrong.add("revision " + event.getRevision() + " was told after " + last);
                }
                last = event.getRevision();
            }
        }
    }

    // ---- scan and watch: the one goes on where the other ends

    private static ByteString service(int number) {
        return ByteString.copyFromUtf8(SERVICES + "node" + number);
    }

    private static ByteString place(int number) {
        return ByteString.copyFromUtf8("10.0.0." + number + ":8080");
    }

    private void changeServices() {
        int number = 1 + ThreadLocalRandom.current().nextInt(10);
        if (ThreadLocalRandom.current().nextInt(3) == 0) {
            client.delete(service(number));
        } else {
            client.put(service(number), place(number));
        }
    }

    private void scanServices() {
        int node = ThreadLocalRandom.current().nextInt(3);
        ByteString prefix = ByteString.copyFromUtf8(SERVICES);
        Iterator<WatchResponse> stream = client.watch(node, prefix, true, WINDOW_MILLIS);
        ScanResponse scan = client.scan(SERVICES);
        if (scan == null) {
            return;
        }
        scans.incrementAndGet();
        scan.getEntriesList().forEach(entry -> judgeService(entry.getKey(), entry.getValue()));
        long last = scan.getRevision();
        for (WatchResponse event : JepsenClient.drain(stream)) {
            if (event.getRevision() <= scan.getRevision() || event.getKey().isEmpty()) {
                continue;
            }
            if (event.getRevision() <= last) {
                wrong.add("revision " + event.getRevision() + " was told after " + last);
            }
            last = event.getRevision();
            if (event.getEventType() == WatchEventType.WATCH_EVENT_TYPE_PUT) {
                judgeService(event.getKey(), event.getValue());
            }
        }
    }

    private void judgeService(ByteString key, ByteString value) {
        String name = key.toStringUtf8();
        int number = Integer.parseInt(name.substring((SERVICES + "node").length()));
        if (!value.equals(place(number))) {
            wrong.add(name + " is " + value.toStringUtf8());
        }
    }

    // ---- the end

    /** How many operations have succeeded, of all kinds. */
    long done() {
        return acknowledged.get() + transfers.get() + added.size() + scans.get();
    }

    /** Ends the load, reads once more, and demands that nothing is missing and nothing was wrong. */
    void judge() throws InterruptedException {
        close();
        judgeRegister(acknowledged.get(), readAtLast(REGISTER));
        judgeBalances(readAtLast(BANK).value());
        Set<Integer> found = new TreeSet<>();
        Long set = readAtLast(SET).value();
        long packed = set == null ? 0 : set;
        for (int element = 0; element < SET_SIZE; element++) {
            if ((packed >> element & 1) == 1) {
                found.add(element);
            }
        }
        assertThat(found).containsAll(added);
        assertThat(attempted).containsAll(found);
        assertThat(wrong).isEmpty();
        assertThat(acknowledged.get()).as("writes").isPositive();
        assertThat(transfers.get()).as("transfers").isPositive();
        assertThat(added).as("elements").isNotEmpty();
        assertThat(changesSeen.get()).as("changes that watchers saw").isPositive();
        assertThat(scans.get()).as("scans").isPositive();
    }

    @Override
    public void close() throws InterruptedException {
        running.set(false);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
