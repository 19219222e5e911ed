package io.dengine.recipes;

import io.dengine.api.Client;
import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A number of permits that holders in the whole cluster share, fair: in order of arrival, also for those who want
 * several.
 *
 * <p>The number is said by whoever uses the semaphore, and stored with each place in line. Where users disagree, as
 * while a new version of a program is rolled out, a newcomer counts with the smallest number that anybody who came
 * before and is still there has said, or that it says itself: so there are never more permits out than the largest
 * number that anybody says, and a number that is made smaller holds for all who come after it.
 *
 * <p>Its keys begin with its name and {@code /.semaphore/}. Only the first one who waits watches those who hold; each
 * other waiter watches the one right before it. Nothing is reentrant.
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

    /** The semaphore of this name with so many permits, from 1, in a session of its own. */
    public static Semaphore of(Client client, String name, int permits) {
        return of(Session.open(client), name, permits);
    }

    /** The semaphore of this name with so many permits, from 1, held in {@code session}. */
    public static Semaphore of(Session session, String name, int permits) {
        return new Semaphore(session, name, permits);
    }

    /** Waits for a permit for as long as it takes. As {@link Lock#acquire}. */
    public Held acquire() throws InterruptedException {
        return acquire(1);
    }

    /** Waits for {@code count} permits at once, from 1 up to the number there are. As {@link Lock#acquire}. */
    public Held acquire(int count) throws InterruptedException {
        return Waiting.on(turn(count).take());
    }

    /** As {@link #acquire(int)}. Cancelling the future gives up the place in line. */
    public CompletableFuture<Held> acquireAsync(int count) {
        return turn(count).on(Waiting.APART).take();
    }

    /** Takes a permit if there is one and nobody waits. As {@link Lock#tryAcquire()}. */
    public Optional<Held> tryAcquire() throws InterruptedException {
        return tryAcquire(1, Duration.ZERO);
    }

    /** Waits for {@code count} permits, no longer than {@code timeout}; empty if they did not come in that time. */
    public Optional<Held> tryAcquire(int count, Duration timeout) throws InterruptedException {
        return Waiting.on(turn(count).take(timeout));
    }

    /** As {@link #tryAcquire(int, Duration)}. Cancelling the future gives up the place in line. */
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
        // Sums grow and limits shrink along the line: if the last one may go, so may all before it.
        boolean lastMayGo = taken <= limit;
        if (taken + own.count() <= Math.min(limit, own.limit())) {
            return new Rule.Verdict.Granted();
        }
        return lastMayGo
                ? new Rule.Verdict.Behind(line.range())
                : new Rule.Verdict.BehindOneWhoWaits(
                        before.get(before.size() - 1).key());
    }

    /** What is stored with a place in line: how many permits its owner says there are, and how many it wants. */
    private record Demand(int limit, int count) {
        /** Behind the numbers of who had to wait, and waits no more. */
        static final String ADMITTED = " admitted";

        Bytes encode(String remark) {
            return Bytes.utf8(count + " of " + limit + remark);
        }

        static Demand decode(Bytes value) {
            String[] words = value.toUtf8().split(" ");
            try {
                return new Demand(Integer.parseInt(words[2]), Integer.parseInt(words[0]));
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                // Somebody else's key: it takes one permit, and says nothing of their number.
                return new Demand(Integer.MAX_VALUE, 1);
            }
        }
    }
}
