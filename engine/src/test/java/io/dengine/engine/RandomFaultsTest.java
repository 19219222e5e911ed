package io.dengine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Requests of every kind while connections break, messages get lost and leaders change: each one ends, and what its
 * client was told is true.
 */
class RandomFaultsTest {
    private static final int SEEDS = 40;
    private static final int STEPS = 400;

    private record Asked(Bytes command, CompletableFuture<Bytes> reply) {}

    @Test
    void everyRequestEndsAndItsAnswerIsTrue() throws Exception {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                run(seed);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    static void run(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Level level = random.nextBoolean() ? Level.SYNCED : Level.WRITTEN;
        Cluster cluster = new Cluster(
                3,
                level,
                config ->
                        config.withRequestTimeoutNanos(1_000_000_000L).withLimits(new NodeConfig.Limits(64, 20, 1_000)),
                NodeHooks.direct());
        SplittableRandom losses = random.split();
        int lossPercent = random.nextInt(3) * 5;
        cluster.lost = message -> losses.nextInt(100) < lossPercent;
        List<Asked> asked = new ArrayList<>();
        List<CompletableFuture<Long>> reads = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            act(cluster, random, asked, reads);
        }
        cluster.heal();
        cluster.lost = message -> false;
        cluster.runMillis(4_000);
        assertThat(reads).allMatch(CompletableFuture::isDone);
        for (Asked one : asked) {
            check(cluster, one);
        }
        for (Node node : cluster.nodes) {
            assertThat(node.failure()).isNull();
            assertThat(node.nodeStatus().queues().requests()).isZero();
            assertThat(node.appliedIndex()).isEqualTo(cluster.node(1).appliedIndex());
        }
        assertThat(asked.stream().filter(one -> !one.reply().isCompletedExceptionally()))
                .as("some succeed")
                .isNotEmpty();
    }

    private static void act(
            Cluster cluster, SplittableRandom random, List<Asked> asked, List<CompletableFuture<Long>> reads) {
        Node node = cluster.node(1 + random.nextInt(3));
        switch (random.nextInt(12)) {
            case 0 -> cluster.isolate(1 + random.nextInt(3));
            case 1, 2 -> cluster.heal();
            case 3 -> reads.add(random.nextBoolean() ? node.readIndex() : node.leasedReadIndex());
            case 4, 5, 6, 7 -> {
                Bytes command = Bytes.utf8("command " + asked.size());
                boolean anywhere = random.nextInt(4) > 0;
                asked.add(new Asked(command, anywhere ? node.submit(command) : node.propose(command)));
            }
            case 8 -> {
                if (random.nextInt(10) == 0) {
                    node.requestStepDown();
                }
            }
            default -> cluster.runMillis(5 * random.nextInt(1, 12));
        }
    }

    private static void check(Cluster cluster, Asked asked) {
        assertThat(asked.reply()).isDone();
        Refusal refusal = refusalOf(asked.reply());
        for (MemoryMachine machine : cluster.machines) {
            int times = machine.timesApplied(asked.command());
            if (refusal == null) {
                assertThat(times)
                        .as("acknowledged %s", asked.command().toUtf8())
                        .isEqualTo(1);
            } else if (refusal == Refusal.OUTCOME_UNKNOWN) {
                assertThat(times).as("unknown %s", asked.command().toUtf8()).isLessThanOrEqualTo(1);
            } else {
                assertThat(times).as("%s %s", refusal, asked.command().toUtf8()).isZero();
            }
        }
    }

    private static @Nullable Refusal refusalOf(CompletableFuture<Bytes> reply) {
        try {
            reply.join();
            return null;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RefusedException refused) {
                return refused.refusal();
            }
            throw e;
        }
    }
}
