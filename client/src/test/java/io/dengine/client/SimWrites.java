package io.dengine.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Compare;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.Outcome;
import io.dengine.api.ReadOptions;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WriteResult;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Writes of all kinds, each of which can be told from all others in what the store has seen. */
final class SimWrites {
    private static final Bytes BEFORE = Bytes.utf8("before");
    private static final long FIRST_TTL_MILLIS = 10_000_000;

    private final SimRun run;
    private final List<Write> writes = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int reads;

    private enum Kind {
        PUT,
        DELETE,
        SWAP,
        TRANSACTION,
        GRANT
    }

    private record Write(int number, Kind kind, CompletableFuture<?> future) {
        Bytes key() {
            return Bytes.utf8("w" + number);
        }
    }

    SimWrites(SimRun run) {
        this.run = run;
    }

    /** Plans writes, and reads of what was written. */
    void plan(int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            run.world.after(run.busyTime(), () -> write(number));
            run.world.after(run.busyTime(), this::read);
        }
    }

    /** Plans as many writes as there are in one moment. */
    void burst(int count) {
        run.world.after(run.busyTime(), () -> {
            for (int i = 0; i < count; i++) {
                write(1_000_000 + i);
            }
        });
    }

    private void write(int number) {
        Kind kind = Kind.values()[(int) run.world.between(0, Kind.values().length)];
        Bytes key = Bytes.utf8("w" + number);
        Bytes value = Bytes.utf8("v" + number);
        if (kind == Kind.DELETE || kind == Kind.SWAP) {
            var unused = run.target.apply(new Command.Put(key, BEFORE));
        }
        CompletableFuture<?> future = switch (kind) {
            case PUT -> run.client.put(key, value);
            case DELETE -> run.client.delete(key);
            case SWAP -> run.client.compareAndSwap(key, BEFORE, value);
            case TRANSACTION ->
                run.client.transact(Transaction.when(Compare.absent(key)).then(new Operation.Put(key, value)));
            case GRANT -> run.client.grantLease(Duration.ofMillis(FIRST_TTL_MILLIS + number));
        };
        writes.add(new Write(number, kind, future));
    }

    /** Whatever was written before a read began, the read must see. */
    private void read() {
        for (Write write : writes) {
            boolean isThere = write.kind() == Kind.PUT || write.kind() == Kind.TRANSACTION;
            if (isThere && write.future().isDone() && !write.future().isCompletedExceptionally()) {
                CompletableFuture<Optional<KeyValue>> found = run.client.get(write.key(), ReadOptions.LINEARIZABLE);
                var unused = found.thenAccept(row -> {
                    reads++;
                    if (row.isEmpty()) {
                        faults.add("a read after " + write + " did not see it");
                    }
                });
                if (run.world.happens(0.3)) {
                    return;
                }
            }
        }
    }

    /** Each write has ended, and what it says of itself is true. */
    void check() {
        for (Write write : writes) {
            assertThat(write.future()).as("%s", write).isDone();
            long applied = timesApplied(write);
            if (!write.future().isCompletedExceptionally()) {
                assertThat(applied).as("%s succeeded", write).isEqualTo(1);
                assertThat(succeeded(write.future().resultNow()))
                        .as("%s", write)
                        .isTrue();
            } else {
                Throwable failure = write.future().exceptionNow();
                assertThat(failure).as("%s", write).isInstanceOf(EngineException.class);
                if (failure instanceof EngineException.Unexpected) {
                    assertThat(failure).as("%s", write).hasMessageContaining(SimTarget.WISH);
                }
                Outcome outcome = ((EngineException) failure).outcome();
                int most = outcome == Outcome.NOT_APPLIED ? 0 : 1;
                assertThat(applied).as("%s: %s", write, failure).isBetween(0L, (long) most);
            }
        }
        assertThat(faults).isEmpty();
    }

    /** How many writes have succeeded. */
    long successes() {
        return writes.stream()
                .filter(write -> !write.future().isCompletedExceptionally())
                .count();
    }

    /** How many writes have failed without a word on what became of them. */
    long unknown() {
        return writes.stream()
                .filter(write -> write.future().isCompletedExceptionally()
                        && ((EngineException) write.future().exceptionNow()).outcome() == Outcome.UNKNOWN)
                .count();
    }

    int reads() {
        return reads;
    }

    private static boolean succeeded(Object result) {
        return switch (result) {
            case WriteResult written -> written.succeeded();
            case TransactionResult transacted -> transacted.succeeded();
            default -> true;
        };
    }

    private long timesApplied(Write write) {
        if (write.kind() == Kind.GRANT) {
            return run.target.grantsOf(FIRST_TTL_MILLIS + write.number());
        }
        Bytes value = Bytes.utf8("v" + write.number());
        long times = 0;
        for (WatchBatch batch : run.target.truth().history()) {
            for (WatchEvent event : batch.events()) {
                boolean isIt = event.key().equals(write.key())
                        && (write.kind() == Kind.DELETE
                                ? event.isDeletion()
                                : event.current().value().equals(value));
                times += isIt ? 1 : 0;
            }
        }
        return times;
    }
}
