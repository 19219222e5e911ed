package io.dengine.recipes;

import io.dengine.api.Client;
import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A number of permits that holders in the whole cluster share. It is fair: permits are granted in order of arrival,
 * also to callers that want several.
 *
 * <p>Each user states the number of permits, and each place in line stores it. Users may disagree, for example while a
 * new version of a program is rolled out. Then a newcomer is subject to the smallest number stated by itself and by all
 * who came before it and are still present. So there are never more permits granted than the largest number that any
 * user states, and a reduced number applies to all who come after it.
 *
 * <p>The keys begin with the name and {@code /.semaphore/}. Only the first waiter watches the holders; each other
 * waiter watches the key right before its own. Nothing is reentrant. Thread-safe.
 */
public final class Semaphore {
    private final Session session;
    private final Line line;
    private final int permits;

    private Semaphore(Session session, String name, int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("a semaphore has at least one permit, not " + permits);
        }
        this.session = session;
        this.line = new Line(session.client(), Names.prefix(name, "semaphore"));
        this.permits = permits;
    }

    /** Returns the semaphore of this name with {@code permits} permits, at least 1, in a session of its own. */
    public static Semaphore of(Client client, String name, int permits) {
        return of(Session.open(client), name, permits);
    }

    /** Returns the semaphore of this name with {@code permits} permits, at least 1, held in {@code session}. */
    public static Semaphore of(Session session, String name, int permits) {
        return new Semaphore(session, name, permits);
    }

    /** Waits for a permit without a time limit, see {@link Lock#acquire}. */
    public Held acquire() throws InterruptedException {
        return acquire(1);
    }

    /** Waits for {@code count} permits at once, from 1 to the number of permits, see {@link Lock#acquire}. */
    public Held acquire(int count) throws InterruptedException {
        return Waiting.on(turn(count).take());
    }

    /** Asynchronous variant of {@link #acquire(int)}. Cancelling the future leaves the line. */
    public CompletableFuture<Held> acquireAsync(int count) {
        return turn(count).on(Waiting.APART).take();
    }

    /** Acquires a permit if one is free and no other client waits, see {@link Lock#tryAcquire()}. */
    public Optional<Held> tryAcquire() throws InterruptedException {
        return tryAcquire(1, Duration.ZERO);
    }

    /**
     * Waits for {@code count} permits, at most {@code timeout}; empty if they were not free in that time, see {@link
     * Lock#tryAcquire(Duration)}.
     */
    public Optional<Held> tryAcquire(int count, Duration timeout) throws InterruptedException {
        return Waiting.on(turn(count).take(timeout));
    }

    /** Asynchronous variant of {@link #tryAcquire(int, Duration)}. Cancelling the future leaves the line. */
    public CompletableFuture<Optional<Held>> tryAcquireAsync(int count, Duration timeout) {
        return turn(count).on(Waiting.APART).take(timeout);
    }

    private Turn<Held> turn(int count) {
        if (count < 1 || count > permits) {
            throw new IllegalArgumentException("from 1 to " + permits + " permits can be taken at once, not " + count);
        }
        Demand demand = new Demand(permits, count);
        Gate gate = line.gate(before -> judge(before, demand), demand.encode(""));
        return new Turn<>(session, gate, Held::new).tellingOthers(demand.encode(Demand.ADMITTED));
    }

    private Rule.Verdict judge(List<KeyValue> before, Demand own) {
        int limit = Integer.MAX_VALUE;
        long taken = 0;
        for (KeyValue row : before) {
            Demand demand = Demand.decode(row.value());
            limit = Math.min(limit, demand.limit());
            taken += demand.count();
        }
        // Along the line, sums increase and limits decrease: if the last one may pass, so may all before it.
        boolean lastMayGo = taken <= limit;
        if (taken + own.count() <= Math.min(limit, own.limit())) {
            return new Rule.Verdict.Granted();
        }
        return lastMayGo
                ? new Rule.Verdict.Behind(line.range())
                : new Rule.Verdict.BehindOneWhoWaits(
                        before.get(before.size() - 1).key());
    }

    /**
     * The value stored with a place in line: the number of permits that its owner states, and the number that it wants.
     */
    private record Demand(int limit, int count) {
        /** Marks the key of an owner that had to wait and has passed. */
        static final String ADMITTED = " admitted";

        Bytes encode(String remark) {
            return Bytes.utf8(count + " of " + limit + remark);
        }

        static Demand decode(Bytes value) {
            String[] words = value.toUtf8().split(" ");
            try {
                return new Demand(Integer.parseInt(words[2]), Integer.parseInt(words[0]));
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                // A foreign key: it takes one permit and states no number of permits.
                return new Demand(Integer.MAX_VALUE, 1);
            }
        }
    }
}
