package io.dengine.microbench;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.RaftCore;
import io.dengine.core.Waiter;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The steps of the core on a leader of three voters, from a proposal to its commit. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CoreStep {
    /** Waits for an outcome, as a request of a client does. */
    private static final class Caller implements Waiter {}

    private static final long MILLI = 1_000_000;
    private static final int FOLLOWER = 2;

    /** Proposals per step. */
    @Param({"1", "64"})
    public int batch;

    private final List<Effect> effects = new ArrayList<>();
    private RaftCore core = newCore();
    private List<Event.Proposal> proposals = List.of();
    private long nowNanos = MILLI;
    private long confirmed;

    private static RaftCore newCore() {
        CoreConfig config = new CoreConfig(
                1,
                1_000 * MILLI,
                2_000 * MILLI,
                100 * MILLI,
                500 * MILLI,
                10_000,
                1 << 20,
                64,
                1 << 20,
                Effect.Level.WRITTEN,
                7);
        // The log has an entry, because a node with an empty disk asks the other nodes first.
        RecoveredLog recovered = RecoveredLog.of(
                new HardState(1, HardState.NOBODY), SnapshotMeta.bootstrap(Samples.voters()), Samples.entries(1, 1));
        return new RaftCore(config, recovered, 0, MILLI);
    }

    /** Elects the core and commits its first entry. */
    @Setup(Level.Trial)
    public void lead() {
        core = newCore();
        nowNanos = 3_000 * MILLI;
        effects.clear();
        confirmed = 0;
        step(new Event.Tick());
        receive(FOLLOWER, new Message.PreVoteReply(core.status().term() + 1, true));
        finish();
        receive(FOLLOWER, new Message.VoteReply(core.status().term(), true));
        finish();
        proposals = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            Bytes command = Samples.put(i).encode();
            proposals.add(new Event.Proposal(command, new Caller()));
        }
        long before = core.commitIndex();
        if (proposeToCommit() != before + batch) {
            throw new IllegalStateException("the proposals were not committed: " + core.status());
        }
        if (confirmRead() != 1) {
            throw new IllegalStateException("the read was not confirmed: " + core.status());
        }
    }

    /** Measures one batch, from its proposal to its commit. */
    @Benchmark
    public long proposeToCommit() {
        nowNanos += 1_000;
        step(new Event.Proposed(proposals, nowNanos / MILLI));
        finish();
        long committed = core.commitIndex();
        step(new Event.Applied(committed));
        effects.clear();
        return committed;
    }

    private void step(Event event) {
        core.step(nowNanos, event, effects);
    }

    private void receive(int from, Message message) {
        step(new Event.Received(from, message));
    }

    /** Runs the effects: stores the entries, and lets both followers accept the messages. */
    private void finish() {
        for (int i = 0; i < effects.size(); i++) {
            switch (effects.get(i)) {
                case Effect.Persist persist -> {
                    effects.addAll(persist.after());
                    step(new Event.Persisted(persist.sequence()));
                }
                case Effect.Send send
                when send.message() instanceof Message.Append append ->
                    receive(
                            send.to(),
                            new Message.AppendAccepted(
                                    append.term(), append.exchange(), append.round(), append.lastIndex(), false));
                case Effect.ReadAt read -> confirmed += read.waiters().size();
                default -> {
                    // Commits and status changes need no answer here.
                }
            }
        }
        effects.clear();
    }

    /** Measures one linearizable read that a majority confirms, whatever the batch size. */
    @Benchmark
    public long confirmRead() {
        nowNanos += 1_000;
        step(new Event.ReadsRequested(List.of(new Caller())));
        finish();
        return confirmed;
    }
}
