package io.dengine.chaos.mixed;

import io.dengine.api.Client;
import io.dengine.api.Compare;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.Lease;
import io.dengine.api.Operation;
import io.dengine.api.PutOptions;
import io.dengine.api.Rows;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.api.WatchRequest;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** A client that creates, deletes, counts, transfers, reads, scans and watches, and keeps a key lease alive. */
public final class MixedClient implements Runnable, AutoCloseable {
    /** The number of counters that all clients share. */
    public static final int COUNTERS = 16;
    /** The number of accounts, between which clients move one unit at a time. */
    public static final int ACCOUNTS = 8;
    /** The sum of all accounts. */
    public static final long TOTAL = 1_000L * ACCOUNTS;

    private static final Duration LEASE_TTL = Duration.ofSeconds(20);

    private final int number;
    private final Client client;
    private final long pauseNanos;
    private final SplittableRandom random;
    private final AtomicLongArray countersSeen;
    private final Ledger ledger = new Ledger();
    private final Tape tape = new Tape();
    private final List<Integer> deletable = new ArrayList<>();
    private final Lease lease;
    private int nextKey;
    private volatile boolean stopped;

    /**
     * Grants the lease and opens the watch.
     *
     * @param watched the prefix that the client watches
     * @param pauseNanos the pause between two operations
     * @param countersSeen the highest value of each counter that any client knows
     */
    public MixedClient(
            int number, Client client, String watched, long pauseNanos, long seed, AtomicLongArray countersSeen) {
        this.number = number;
        this.client = client;
        this.pauseNanos = pauseNanos;
        this.random = new SplittableRandom(seed);
        this.countersSeen = countersSeen;
        this.lease = client.grantLease(LEASE_TTL).keepAlive();
        client.put(Bytes.utf8(leaseKey()), Bytes.utf8("kept"), PutOptions.lease(lease));
        client.watch(WatchRequest.prefix(watched), tape);
    }

    /** Gives each account its share of the sum, before any client starts. */
    public static void fillAccounts(Client client) {
        for (int account = 0; account < ACCOUNTS; account++) {
            client.put(account(account), Long.toString(TOTAL / ACCOUNTS));
        }
    }

    /** Returns the prefix of a client's keys. */
    public static String prefix(int number) {
        return String.format("op/%04d/", number);
    }

    public static String key(int number, int key) {
        return prefix(number) + String.format("%07d", key);
    }

    public static String counter(int counter) {
        return "counter/" + counter;
    }

    public static String account(int account) {
        return "account/" + account;
    }

    public String leaseKey() {
        return "lease/" + number;
    }

    public int number() {
        return number;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Tape tape() {
        return tape;
    }

    public boolean leaseIsLost() {
        return lease.lost().isDone();
    }

    public void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            step();
            try {
                TimeUnit.NANOSECONDS.sleep(pauseNanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Runs one operation, on the client's thread. */
    void step() {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> create();
            case 4 -> delete();
            case 5, 6 -> count();
            case 7 -> move();
            case 8 -> readOwn();
            default -> scanOwn();
        }
    }

    private void create() {
        int key = nextKey++;
        try {
            WriteResult result = client.put(key(number, key), "value " + key);
            ledger.created(key, Ledger.Told.DONE, result.revision());
            deletable.add(key);
        } catch (EngineException e) {
            ledger.created(key, ledger.failed(e), 0);
        }
    }

    private void delete() {
        if (deletable.isEmpty()) {
            create();
            return;
        }
        int key = deletable.remove(random.nextInt(deletable.size()));
        try {
            WriteResult result = client.delete(key(number, key));
            ledger.deleted(key, Ledger.Told.DONE, result.succeeded() ? result.revision() : -1);
        } catch (EngineException e) {
            ledger.deleted(key, ledger.failed(e), 0);
        }
    }

    /** Increments a shared counter; concurrent increments of other clients do not make it fail. */
    private void count() {
        int counter = random.nextInt(COUNTERS);
        try {
            while (true) {
                long known = countersSeen.get(counter);
                Optional<KeyValue> found = client.get(counter(counter));
                long value = found.map(row -> Long.parseLong(row.valueText())).orElse(0L);
                ledger.read(value < known);
                String expected = found.isPresent() ? Long.toString(value) : null;
                if (client.compareAndSwap(counter(counter), expected, Long.toString(value + 1))
                        .succeeded()) {
                    countersSeen.accumulateAndGet(counter, value + 1, Math::max);
                    ledger.counted(Ledger.Told.DONE);
                    return;
                }
            }
        } catch (EngineException e) {
            ledger.counted(ledger.failed(e));
        }
    }

    /** Moves one unit from one account to another, unless another client changes one of them concurrently. */
    private void move() {
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        Bytes source = Bytes.utf8(account(from));
        Bytes target = Bytes.utf8(account(to));
        try {
            KeyValue before = client.get(source).orElseThrow();
            KeyValue after = client.get(target).orElseThrow();
            TransactionResult result = client.transact(Transaction.when(unchanged(before), unchanged(after))
                    .then(new Operation.Put(source, plus(before, -1)), new Operation.Put(target, plus(after, 1))));
            if (result.succeeded()) {
                ledger.transferred();
            }
        } catch (EngineException e) {
            ledger.failed(e);
        }
    }

    private static Compare unchanged(KeyValue row) {
        return Compare.number(row.key(), Compare.Target.MOD_REVISION, Compare.Operator.EQUAL, row.modRevision());
    }

    private static Bytes plus(KeyValue row, long difference) {
        return Bytes.utf8(Long.toString(Long.parseLong(row.valueText()) + difference));
    }

    /** Reads a key whose creation was acknowledged and that was not deleted, so it must exist. */
    private void readOwn() {
        if (deletable.isEmpty()) {
            return;
        }
        int key = deletable.get(random.nextInt(deletable.size()));
        try {
            ledger.read(client.get(key(number, key)).isEmpty());
        } catch (EngineException e) {
            ledger.failed(e);
        }
    }

    private void scanOwn() {
        try {
            Rows rows = client.scanPrefix("account/");
            long total = 0;
            for (KeyValue row : rows.rows()) {
                total += Long.parseLong(row.valueText());
            }
            ledger.read(total != TOTAL);
        } catch (EngineException e) {
            ledger.failed(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
