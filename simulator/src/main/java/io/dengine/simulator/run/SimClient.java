package io.dengine.simulator.run;

import io.dengine.api.Compare;
import io.dengine.api.Compare.Operator;
import io.dengine.api.Compare.Target;
import io.dengine.api.Operation.Get;
import io.dengine.api.Operation.Put;
import io.dengine.api.OperationResult;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.simulator.check.Operation;
import io.dengine.simulator.check.Operation.Outcome;
import io.dengine.simulator.check.RevisionOrder.Observation;
import io.dengine.simulator.check.RevisionOrder.Seen;
import io.dengine.simulator.check.SharedCells;
import io.dengine.simulator.check.Violation;
import io.dengine.simulator.run.SimHost.Process;
import io.dengine.simulator.run.TruthStore.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client that makes calls, each to a random node. */
final class SimClient {
    private static final long PATIENCE_FACTOR = 2;

    private final World world;
    private final History history;
    private final Keys keys;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private final Map<Bytes, Row> known = new HashMap<>();
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private boolean active = true;
    private long openCalls;
    private long answered;

    /** The keys of the clients: registers of one key each, and cells that transactions and scans use together. */
    record Keys(List<Bytes> registers, List<Bytes> cells, Bytes cellPrefix) {}

    SimClient(World world, History history, Keys keys, List<SimHost> hosts) {
        this.world = world;
        this.history = history;
        this.keys = keys;
        this.hosts = hosts;
        this.random = world.streams().workload().split();
        think();
    }

    void stop() {
        active = false;
    }

    /** Ends every call, because the life of the cluster ends: no answer counts any more. */
    void cut() {
        active = false;
        List.copyOf(waiting).forEach(Call::giveUp);
        waiting.clear();
    }

    long openCalls() {
        return openCalls;
    }

    /** Returns the number of successful calls. */
    long answered() {
        return answered;
    }

    private void think() {
        world.scheduler().after(Streams.around(random, world.swarm().thinkNanos()), () -> {
            if (active) {
                act();
            }
        });
    }

    /** A call in flight. It ends once, with its answer or the client's timeout. */
    private final class Call {
        final long number = history.nextNumber();
        final long calledAt = history.now();
        final long floor = history.floorRevision();
        private final Consumer<Outcome> givenUp;
        private final long deadlineNanos;
        private boolean ended;

        Call(Consumer<Outcome> givenUp) {
            openCalls++;
            this.givenUp = givenUp;
            long patience = PATIENCE_FACTOR * world.swarm().tuning().requestTimeoutNanos();
            deadlineNanos = world.scheduler().nowNanos() + patience;
            waiting.addLast(this);
            if (waiting.size() == 1) {
                world.scheduler().at(deadlineNanos, SimClient.this::losePatience);
            }
        }

        void giveUp() {
            if (end()) {
                world.scheduler().note("gives up", number, 0);
                givenUp.accept(Outcome.UNKNOWN);
            }
        }

        boolean end() {
            if (ended) {
                return false;
            }
            ended = true;
            openCalls--;
            think();
            return true;
        }
    }

    /** Times out the oldest call: all calls have the same timeout, so its deadline is the earliest. */
    private void losePatience() {
        long nowNanos = world.scheduler().nowNanos();
        for (Call first = waiting.peekFirst(); first != null; first = waiting.peekFirst()) {
            if (!first.ended && first.deadlineNanos > nowNanos) {
                world.scheduler().at(first.deadlineNanos, this::losePatience);
                return;
            }
            waiting.removeFirst();
            first.giveUp();
        }
    }

    private void act() {
        SimHost host = hosts.get(random.nextInt(hosts.size()));
        Process process = host.process();
        if (process == null || host.pace().isSuspended()) {
            think();
            return;
        }
        Bytes register = keys.registers().get(random.nextInt(keys.registers().size()));
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> put(process, register);
            case 3 -> delete(process, register);
            case 4, 5 -> swap(process, register);
            case 6 -> transact(process);
            case 7 -> scan(host, process);
            case 8 -> readEventually(process, register);
            default -> read(host, process, register, random.nextInt(3));
        }
    }

    // ---- writes

    private void put(Process process, Bytes key) {
        write(process, key, number -> new Command.Put(key, value(number)), Operation.Call.WRITE, Operation.ABSENT);
    }

    private void delete(Process process, Bytes key) {
        write(process, key, number -> new Command.Delete(key), Operation.Call.WRITE, Operation.ABSENT);
    }

    private void swap(Process process, Bytes key) {
        Row row = known.getOrDefault(key, new Row(key, 0, 0));
        // The store compares whole values, so a client must know the bytes; their length depends on the number.
        Bytes expected = row.value() == Operation.ABSENT ? null : value(row.value());
        write(
                process,
                key,
                number -> new Command.CompareAndSwap(key, expected, value(number)),
                Operation.Call.COMPARE_AND_SWAP,
                row.value());
    }

    private Bytes value(long number) {
        int most = world.swarm().tuning().valueBytes();
        return Values.of(number, most == 0 ? 0 : (int) (number * 31 % most));
    }

    private interface Encoded {
        Command of(long number);
    }

    private void write(Process process, Bytes key, Encoded encoded, Operation.Call kind, long expected) {
        WriteEnd end = new WriteEnd(key, kind, expected);
        Call call = new Call(end);
        end.call = call;
        Command command = encoded.of(call.number);
        end.argument = command instanceof Command.Delete ? Operation.ABSENT : call.number;
        world.scheduler().note("write", call.number, key.hashCode());
        submit(process, command, call, end, end::replied);
    }

    /** The outcome of a write to one register. */
    private final class WriteEnd implements Consumer<Outcome> {
        private final Bytes key;
        private final Operation.Call kind;
        private final long expected;
        private long argument;
        private @Nullable Call call;

        WriteEnd(Bytes key, Operation.Call kind, long expected) {
            this.key = key;
            this.kind = kind;
            this.expected = expected;
        }

        private Call call() {
            return Objects.requireNonNull(call);
        }

        @Override
        public void accept(Outcome outcome) {
            history.ended(call().number, outcome);
            add(outcome, false);
        }

        void replied(Reply reply) {
            if (reply instanceof Reply.Refused) {
                accept(Outcome.FAILED);
                return;
            }
            history.ended(call().number, Outcome.OK);
            add(Outcome.OK, reply.succeeded());
            List<Seen> seen = kind == Operation.Call.COMPARE_AND_SWAP && reply.succeeded()
                    ? List.of(new Seen(key, expected))
                    : List.of();
            history.observed(
                    new Observation(
                            call().number, call().calledAt, history.now(), reply.revision(), reply.succeeded(), seen),
                    call().floor);
            if (reply.succeeded()) {
                known.put(key, new Row(key, argument, reply.revision()));
            } else {
                known.remove(key);
            }
        }

        private void add(Outcome outcome, boolean swapped) {
            history.add(
                    key,
                    new Operation(
                            call().number,
                            kind,
                            argument,
                            expected,
                            swapped ? 1 : 0,
                            outcome,
                            call().calledAt,
                            history.now()));
        }
    }

    private void submit(
            Process process, Command command, Call call, Consumer<Outcome> otherwise, Consumer<Reply> then) {
        CompletableFuture<Bytes> future = random.nextInt(4) == 0
                ? process.node().propose(command.encode())
                : process.node().submit(command.encode());
        CompletableFuture<?> unused = future.whenComplete((reply, failure) -> guard(() -> {
            if (!call.end()) {
                return;
            }
            if (failure == null) {
                answered++;
                world.scheduler().note("answer", call.number, reply.hashCode());
                then.accept(Reply.decode(reply));
            } else {
                Outcome outcome = outcomeOf(failure);
                world.scheduler().note("no answer", call.number, outcome.ordinal());
                otherwise.accept(outcome);
            }
        }));
    }

    /** Runs a client's check, and reports a violation to the referee: nodes complete futures inside their stages. */
    private void guard(Runnable body) {
        world.referee().check(body);
    }

    private static Outcome outcomeOf(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return refused.refusal().retry() == Refusal.Retry.ONLY_IF_IDEMPOTENT ? Outcome.UNKNOWN : Outcome.FAILED;
        }
        throw new Violation("refusals", "a request fails with " + failure);
    }

    // ---- transactions

    private void transact(Process process) {
        Bytes first = keys.cells().get(random.nextInt(keys.cells().size()));
        Bytes second = keys.cells().get(random.nextInt(keys.cells().size()));
        if (first.equals(second)) {
            think();
            return;
        }
        TransactionEnd end = new TransactionEnd(first, second);
        Call call = new Call(end);
        end.call = call;
        end.numbers[0] = call.number;
        end.numbers[1] = history.nextNumber();
        Command command = new Command.Transaction(
                List.of(unchanged(end.first), unchanged(end.second)),
                List.of(new Put(first, value(end.numbers[0])), new Put(second, value(end.numbers[1]))),
                List.of(new Get(first), new Get(second)));
        submit(process, command, call, end, reply -> {
            switch (reply) {
                case Reply.Transacted done -> end.transacted(done);
                case Reply.Refused refused -> end.accept(Outcome.FAILED);
                default -> throw new Violation("replies", "unexpected reply to a transaction: " + reply);
            }
        });
    }

    private static Compare unchanged(Row row) {
        return Compare.number(row.key(), Target.MOD_REVISION, Operator.EQUAL, row.modRevision());
    }

    /** The outcome of a transaction on two cells. */
    private final class TransactionEnd implements Consumer<Outcome> {
        private final Row first;
        private final Row second;
        private final long[] numbers = new long[2];
        private @Nullable Call call;

        TransactionEnd(Bytes firstKey, Bytes secondKey) {
            first = known.getOrDefault(firstKey, new Row(firstKey, 0, 0));
            second = known.getOrDefault(secondKey, new Row(secondKey, 0, 0));
        }

        @Override
        public void accept(Outcome outcome) {
            end(outcome, false, List.of());
        }

        private Call end(Outcome outcome, boolean succeeded, List<Seen> seen) {
            history.ended(numbers[0], outcome);
            history.ended(numbers[1], outcome);
            Call ended = Objects.requireNonNull(call);
            history.add(new SharedCells.Transacted(
                    ended.number,
                    Map.of(first.key(), first.value(), second.key(), second.value()),
                    Map.of(first.key(), numbers[0], second.key(), numbers[1]),
                    succeeded,
                    asMap(seen),
                    outcome,
                    ended.calledAt,
                    history.now()));
            return ended;
        }

        void transacted(Reply.Transacted done) {
            List<Seen> seen = new ArrayList<>();
            if (done.succeeded()) {
                seen.add(new Seen(first.key(), first.value()));
                seen.add(new Seen(second.key(), second.value()));
                known.put(first.key(), new Row(first.key(), numbers[0], done.revision()));
                known.put(second.key(), new Row(second.key(), numbers[1], done.revision()));
            } else {
                seen.add(look(first.key(), done.results().get(0)));
                seen.add(look(second.key(), done.results().get(1)));
            }
            Call ended = end(Outcome.OK, done.succeeded(), seen);
            history.observed(
                    new Observation(
                            ended.number, ended.calledAt, history.now(), done.revision(), done.succeeded(), seen),
                    ended.floor);
        }
    }

    private static Map<Bytes, Long> asMap(List<Seen> seen) {
        Map<Bytes, Long> values = new HashMap<>();
        seen.forEach(each -> values.put(each.key(), each.value()));
        return values;
    }

    private Seen look(Bytes key, OperationResult result) {
        Row row = result.rows().isEmpty()
                ? new Row(key, 0, 0)
                : new Row(
                        key,
                        Values.number(result.rows().get(0).value()),
                        result.rows().get(0).modRevision());
        known.put(key, row);
        return new Seen(key, row.value());
    }

    // ---- reads

    private void read(SimHost host, Process process, Bytes key, int policy) {
        whenReadable(host, process, policy, call -> {
            Row row = process.store().get(key);
            known.put(key, row);
            long returnedAt = history.now();
            world.scheduler().note("read", call.number, row.value());
            history.add(key, Operation.read(call.number, row.value(), call.calledAt, returnedAt));
            history.observed(
                    new Observation(
                            call.number,
                            call.calledAt,
                            returnedAt,
                            process.store().revision(),
                            false,
                            List.of(new Seen(key, row.value()))),
                    call.floor);
        });
    }

    private void scan(SimHost host, Process process) {
        whenReadable(host, process, random.nextInt(2), call -> {
            TruthStore.Rows rows = process.store().scan(keys.cellPrefix());
            Map<Bytes, Long> found = new HashMap<>();
            for (Row row : rows.rows()) {
                found.put(row.key(), row.value());
            }
            List<Seen> seen = new ArrayList<>();
            for (Bytes key : keys.cells()) {
                seen.add(new Seen(key, found.getOrDefault(key, Operation.ABSENT)));
            }
            history.add(new SharedCells.Transacted(
                    call.number, Map.of(), Map.of(), true, asMap(seen), Outcome.OK, call.calledAt, history.now()));
            history.observed(
                    new Observation(call.number, call.calledAt, history.now(), rows.revision(), false, seen),
                    call.floor);
        });
    }

    /** @param wanted 0 lets the node confirm, 1 accepts a lease, 2 checks the lease itself */
    private void whenReadable(SimHost host, Process process, int wanted, Consumer<Call> read) {
        int policy = world.swarm().schedule().wildClocks() ? 0 : wanted; // with wild clocks no lease is safe
        Call call = new Call(outcome -> {});
        long calledNanos = world.scheduler().nowNanos();
        CoreStatus asked = process.node().status();
        if (policy == 2 && process.node().leaseHeld()) {
            finishRead(call, read);
            return;
        }
        CompletableFuture<Long> readable =
                policy == 0 ? process.node().readIndex() : process.node().leasedReadIndex();
        CompletableFuture<?> unused = readable.whenComplete((index, failure) -> guard(() -> {
            if (failure != null) {
                outcomeOf(failure);
                call.end();
            } else {
                boolean leads = asked.role() == RoleName.LEADER
                        && asked.term() == process.node().status().term();
                if (policy == 0 && leads && process.node().status().role() == RoleName.LEADER) {
                    world.referee().readConfirmed(host.id(), asked.term(), calledNanos);
                }
                // The reader runs later, on its own thread.
                world.scheduler().after(host.pace().stepNanos("reader", false), () -> {
                    if (process.equals(host.process())) {
                        finishRead(call, read);
                    }
                });
            }
        }));
    }

    private void finishRead(Call call, Consumer<Call> read) {
        if (call.end()) {
            answered++;
            read.accept(call);
        }
    }

    private void readEventually(Process process, Bytes key) {
        if (history.isOfAnotherLife(process.store())) {
            think();
            return;
        }
        Row row = process.store().get(key);
        history.observedEventually(new Observation(
                history.nextNumber(),
                0,
                Long.MAX_VALUE,
                process.store().revision(),
                false,
                List.of(new Seen(key, row.value()))));
        think();
    }
}
