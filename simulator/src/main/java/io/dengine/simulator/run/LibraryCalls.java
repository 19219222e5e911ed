package io.dengine.simulator.run;

import io.dengine.api.AsyncClient;
import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import io.dengine.simulator.check.Operation;
import io.dengine.simulator.check.Operation.Outcome;
import io.dengine.simulator.check.RevisionOrder.Observation;
import io.dengine.simulator.check.RevisionOrder.Seen;
import io.dengine.simulator.check.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The reads and writes of a user of the library, several in flight. Its history is checked together with that of all
 * clients. The version of a key that only this client writes shows whether a write was lost or applied twice.
 */
final class LibraryCalls {
    private final World world;
    private final History history;
    private final SplittableRandom random;
    private final AsyncClient client;
    private final LibraryClient.Keys keys;
    private final Map<Bytes, Long> known = new HashMap<>();
    private boolean active = true;
    private int underWay;
    private boolean finished;

    /** The number of writes to the counter that succeeded; the next field also counts those of unknown outcome. */
    private long counted;

    private long maybeCounted;

    LibraryCalls(World world, History history, SplittableRandom random, AsyncClient client, LibraryClient.Keys keys) {
        this.world = world;
        this.history = history;
        this.random = random;
        this.client = client;
        this.keys = keys;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            think();
        }
    }

    void stop() {
        active = false;
    }

    boolean isIdle() {
        return underWay == 0;
    }

    void finish() {
        long number = history.nextNumber();
        LibraryClient.hear(world, client.put(keys.counter(), Values.of(number, 0)), (written, failure) -> {
            if (failure == null) {
                finished = true;
            } else {
                throwUnlessKnown(failure);
                world.scheduler().after(Scheduler.MILLI, () -> world.referee().check(this::finish));
            }
        });
    }

    boolean hasFinished() {
        return finished;
    }

    private void think() {
        world.scheduler().after(Streams.around(random, 4 * world.swarm().thinkNanos()), () -> {
            if (active) {
                underWay++;
                world.referee().check(this::act);
            }
        });
    }

    private void ended() {
        underWay--;
        think();
    }

    private void act() {
        Bytes register = keys.registers().get(random.nextInt(keys.registers().size()));
        switch (random.nextInt(12)) {
            case 0, 1 -> put(register);
            case 2 -> delete(register);
            case 3, 4 -> swap(register);
            case 5, 6, 7 -> count();
            case 8 -> readCounter();
            case 9 -> readEventually(register);
            default -> read(register);
        }
    }

    // ---- writes

    /** A write in flight. */
    private final class Write {
        final long number = history.nextNumber();
        private final long calledAt = history.now();
        private final long floor = history.floorRevision();
        private final Bytes key;
        private final Operation.Call kind;
        private final long argument;
        private final long expected;

        Write(Bytes key, Operation.Call kind, boolean removes, long expected) {
            this.key = key;
            this.kind = kind;
            this.argument = removes ? Operation.ABSENT : number;
            this.expected = expected;
            history.sessions().asked(number);
        }

        void ends(CompletableFuture<WriteResult> result) {
            world.scheduler().note("library writes", number, key.hashCode());
            LibraryClient.hear(world, result, (written, failure) -> {
                world.scheduler().note("library knows", number, failure == null ? 1 : 0);
                end(written, failure);
                ended();
            });
        }

        private void end(@Nullable WriteResult written, @Nullable Throwable failure) {
            if (written == null) {
                boolean never =
                        failure != null && LibraryClient.known(failure).outcome() == io.dengine.api.Outcome.NOT_APPLIED;
                add(never ? Outcome.FAILED : Outcome.UNKNOWN, false);
                return;
            }
            add(Outcome.OK, written.succeeded());
            List<Seen> seen = kind == Operation.Call.COMPARE_AND_SWAP && written.succeeded()
                    ? List.of(new Seen(key, expected))
                    : List.of();
            history.observed(
                    new Observation(number, calledAt, history.now(), written.revision(), written.succeeded(), seen),
                    floor);
            if (written.succeeded()) {
                known.put(key, argument);
            } else {
                known.remove(key);
            }
        }

        private void add(Outcome outcome, boolean swapped) {
            history.ended(number, outcome);
            if (key.equals(keys.counter())) {
                counted += outcome == Outcome.OK ? 1 : 0;
                maybeCounted -= outcome == Outcome.FAILED ? 1 : 0;
                return;
            }
            history.add(
                    key,
                    new Operation(number, kind, argument, expected, swapped ? 1 : 0, outcome, calledAt, history.now()));
        }
    }

    private void put(Bytes key) {
        Write write = new Write(key, Operation.Call.WRITE, false, Operation.ABSENT);
        write.ends(client.put(key, Values.of(write.number, 0)));
    }

    private void delete(Bytes key) {
        new Write(key, Operation.Call.WRITE, true, Operation.ABSENT).ends(client.delete(key));
    }

    private void swap(Bytes key) {
        long expected = known.getOrDefault(key, Operation.ABSENT);
        Write write = new Write(key, Operation.Call.COMPARE_AND_SWAP, false, expected);
        Bytes before = expected == Operation.ABSENT ? null : Values.of(expected, 0);
        write.ends(client.compareAndSwap(key, before, Values.of(write.number, 0)));
    }

    /** Writes the counter key; its version counts the writes. */
    private void count() {
        maybeCounted++;
        Write write = new Write(keys.counter(), Operation.Call.WRITE, false, Operation.ABSENT);
        write.ends(client.put(keys.counter(), Values.of(write.number, 0)));
    }

    // ---- reads

    private void readCounter() {
        long least = counted;
        LibraryClient.hear(world, client.get(keys.counter()), (found, failure) -> {
            if (failure != null) {
                throwUnlessKnown(failure);
            } else {
                long version = found.map(KeyValue::version).orElse(0L);
                if (version < least || version > maybeCounted) {
                    throw new Violation(
                            "exactly once",
                            "the counter is at " + version + " after " + least + " successful writes, and at most "
                                    + maybeCounted + " that may have succeeded");
                }
            }
            ended();
        });
    }

    private static void throwUnlessKnown(Throwable failure) {
        Exception unused = LibraryClient.known(failure);
    }

    private void read(Bytes key) {
        long number = history.nextNumber();
        long calledAt = history.now();
        long floor = history.floorRevision();
        ReadOptions how = random.nextBoolean() ? ReadOptions.LINEARIZABLE : ReadOptions.LEASE;
        RangeQuery query = RangeQuery.of(KeyRange.single(key));
        LibraryClient.hear(world, client.range(query, how), (rows, failure) -> {
            if (failure != null) {
                throwUnlessKnown(failure);
            } else {
                long value = value(rows);
                known.put(key, value);
                long returnedAt = history.now();
                history.add(key, Operation.read(number, value, calledAt, returnedAt));
                history.observed(
                        new Observation(
                                number, calledAt, returnedAt, rows.revision(), false, List.of(new Seen(key, value))),
                        floor);
            }
            ended();
        });
    }

    /** Reads at any node; half of the time with the newest revision that any client knows as the minimum. */
    private void readEventually(Bytes key) {
        long number = history.nextNumber();
        long least = random.nextBoolean() ? 0 : history.floorRevision();
        RangeQuery query = RangeQuery.of(KeyRange.single(key));
        LibraryClient.hear(world, client.range(query, ReadOptions.EVENTUAL.notBefore(least)), (rows, failure) -> {
            if (failure != null) {
                throwUnlessKnown(failure);
            } else if (rows.revision() < least) {
                throw new Violation("eventual read", "revision " + rows.revision() + " is below the floor " + least);
            } else {
                List<Seen> seen = List.of(new Seen(key, value(rows)));
                history.observedEventually(new Observation(number, 0, Long.MAX_VALUE, rows.revision(), false, seen));
            }
            ended();
        });
    }

    private static long value(Rows rows) {
        return rows.rows().isEmpty()
                ? Operation.ABSENT
                : Values.number(rows.rows().get(0).value());
    }
}
