package io.dengine.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreConfig;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect.Level;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole nodes, stepped by hand. */
class ClusterTest {
    private static final Bytes COMMAND = Bytes.utf8("command");

    @ParameterizedTest
    @EnumSource(Level.class)
    void aCommandIsAppliedEverywhereAndAnsweredOnce(Level level) throws Exception {
        Cluster cluster = new Cluster(3, level);
        CompletableFuture<Bytes> reply = cluster.leader().propose(COMMAND);
        cluster.settle();
        assertThat(reply.join()).isEqualTo(COMMAND);
        cluster.runMillis(100);
        assertThat(cluster.machines)
                .allSatisfy(machine -> assertThat(machine.commands()).isEqualTo(1));
    }

    @Test
    void allCommandsThatWaitBecomeOneWriteAndOneMessageAPeer() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        MemoryLog log = cluster.logs.get(cluster.idOf(leader) - 1);
        log.takeCalls();
        long before = leader.commitIndex();
        List<CompletableFuture<Bytes>> replies = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            replies.add(leader.propose(COMMAND));
        }
        cluster.settle();
        assertThat(replies).allMatch(CompletableFuture::isDone);
        assertThat(log.takeCalls()).containsExactly("append " + (before + 1) + ".." + (before + 100), "sync");
    }

    @Test
    void aLeaderThatAppliesTooLateAcceptsNoMoreUntilItHasCaughtUp() throws Exception {
        Cluster cluster = new Cluster(1, Level.SYNCED);
        Node leader = cluster.leader();
        MemoryMachine machine = cluster.machines.get(0);
        List<CompletableFuture<Bytes>> meanwhile = new ArrayList<>();
        machine.whenApplying(() -> {
            if (meanwhile.size() < 4) {
                cluster.time.advanceMillis(400);
                meanwhile.add(leader.propose(COMMAND));
            }
        });
        List<CompletableFuture<Bytes>> replies = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            replies.add(leader.propose(COMMAND));
        }
        cluster.settle();
        assertThat(replies).as("what was accepted").allMatch(reply -> !reply.isCompletedExceptionally());
        assertThat(meanwhile.get(0)).isCompletedWithValue(COMMAND);
        CompletableFuture<Bytes> last = meanwhile.get(3);
        assertThat(refusalOf(last).refusal()).isEqualTo(Refusal.OVERLOADED);
        assertThat(refusalOf(last)).hasMessageContaining("delay of more than a second");

        CompletableFuture<Bytes> after = leader.propose(COMMAND);
        cluster.settle();
        assertThat(after).isCompletedWithValue(COMMAND);
    }

    @Test
    void aFollowerRefusesAProposalAndNamesTheLeader() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node follower = cluster.follower();
        CompletableFuture<Bytes> reply = follower.propose(COMMAND);
        cluster.settle();
        RefusedException refused = refusalOf(reply);
        assertThat(refused.refusal()).isEqualTo(Refusal.NOT_LEADER);
        assertThat(refused.leaderId()).isEqualTo(cluster.idOf(cluster.leader()));
    }

    @Test
    void aNodeWhoseSnapshotIsDamagedAtOnceKeepsItsLogAndGoesOn() throws Exception {
        Cluster cluster = new Cluster(1, Level.SYNCED);
        Node leader = cluster.leader();
        cluster.snapshots.get(0).damageAll();
        CompletableFuture<Bytes> before = leader.propose(COMMAND);
        cluster.settle();
        CompletableFuture<SnapshotMeta> snapshot = leader.takeSnapshot();
        cluster.runUntil(snapshot::isDone);
        CompletableFuture<Bytes> after = leader.propose(COMMAND);
        cluster.settle();
        assertThat(snapshot).isCompletedExceptionally();
        assertThat(leader.failure()).isNull();
        assertThat(before).isCompletedWithValue(COMMAND);
        assertThat(after).isCompletedWithValue(COMMAND);
    }

    @Test
    void aPeerIsSentASnapshotOfWhatTheLeaderCannotReadFromItsLog() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED, ClusterTest::withoutEntriesInMemory, NodeHooks.direct());
        Node leader = cluster.leader();
        int behind = cluster.idOf(cluster.follower());
        cluster.isolate(behind);
        CompletableFuture<Bytes> reply = leader.propose(COMMAND);
        cluster.settle();
        cluster.logs.get(cluster.idOf(leader) - 1).becomeUnreadable();
        cluster.heal();
        cluster.runUntil(() -> cluster.machines.get(behind - 1).commands() == 1);
        assertThat(reply).isCompletedWithValue(COMMAND);
        assertThat(leader.status().role()).isEqualTo(RoleName.LEADER);
        assertThat(leader.failure()).isNull();
    }

    private static NodeConfig withoutEntriesInMemory(NodeConfig config) {
        CoreConfig core = config.core();
        return NodeConfig.of(new CoreConfig(
                core.nodeId(),
                core.electionMinNanos(),
                core.electionMaxNanos(),
                core.heartbeatNanos(),
                core.leaseNanos(),
                core.driftPartsPerMillion(),
                core.maxAppendBytes(),
                core.maxInflightAppends(),
                0,
                core.acknowledgedLevel(),
                core.seed()));
    }

    @Test
    void oneSnapshotIsEnoughForAPeerAlthoughTheLeaderTakesMoreMeanwhile() throws Exception {
        NodeConfig.SnapshotPolicy afterEachEntry = new NodeConfig.SnapshotPolicy(1, 1, 0, 0, 1);
        Cluster cluster =
                new Cluster(3, Level.SYNCED, config -> config.withSnapshots(afterEachEntry), NodeHooks.direct());
        Node leader = cluster.leader();
        int behind = cluster.idOf(cluster.follower());
        Set<Long> sent = new HashSet<>();
        boolean[] slow = {true};
        cluster.lost = message -> {
            if (message instanceof PeerMessage.SnapshotBegin begin) {
                sent.add(begin.exchange());
            }
            return slow[0] && message instanceof PeerMessage.SnapshotPiece;
        };
        cluster.isolate(behind);
        CompletableFuture<Bytes> before = leader.propose(COMMAND);
        cluster.runMillis(100);
        cluster.heal();
        cluster.runUntil(() -> !sent.isEmpty());
        for (int i = 0; i < 10; i++) {
            CompletableFuture<Bytes> unused = leader.propose(COMMAND);
            cluster.runMillis(50);
        }
        assertThat(cluster.snapshots
                        .get(cluster.idOf(leader) - 1)
                        .stored()
                        .get(0)
                        .meta()
                        .index())
                .isGreaterThan(10);
        slow[0] = false;
        cluster.runUntil(() -> cluster.machines.get(behind - 1).commands() == 11);
        assertThat(sent).hasSize(1);
        assertThat(before).isCompletedWithValue(COMMAND);
    }

    @Test
    void aFollowerForwardsWhatIsSubmitted() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        CompletableFuture<Bytes> reply = cluster.follower().submit(COMMAND);
        cluster.settle();
        assertThat(reply.join()).isEqualTo(COMMAND);
        assertThat(cluster.leader().nodeStatus().queues().requests()).isZero();
        assertThat(cluster.follower().nodeStatus().queues().requests()).isZero();
    }

    @Test
    void aConnectionThatComesBackWhileMessagesOverflowIsNotForgotten() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node follower = cluster.follower();
        int leader = cluster.idOf(cluster.leader());
        Transport.Receiver receiver =
                cluster.transports.get(cluster.idOf(follower) - 1).receiver();
        receiver.disconnected(leader);
        cluster.settle();
        for (int i = 0; i < 1 << 15; i++) {
            receiver.received(leader, new PeerMessage.SnapshotPiece(1, 0, COMMAND));
        }
        receiver.connected(leader);
        CompletableFuture<Bytes> reply = follower.submit(COMMAND);
        cluster.runMillis(500);
        assertThat(reply).isCompletedWithValue(COMMAND);
    }

    @Test
    void aForwardedCommandThatArrivesTwiceIsAppliedOnce() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        int from = cluster.idOf(cluster.follower());
        PeerMessage forward = new PeerMessage.Forward(5, COMMAND);
        for (int i = 0; i < 2; i++) {
            cluster.transports.get(cluster.idOf(leader) - 1).receiver().received(from, forward);
        }
        cluster.runMillis(100);
        assertThat(cluster.machines.get(from - 1).commands()).isEqualTo(1);
    }

    @Test
    void aForwardedCommandIsUnknownWhenTheConnectionBreaksAfterSending() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node follower = cluster.follower();
        cluster.lost = message -> message instanceof PeerMessage.ForwardReply;
        CompletableFuture<Bytes> reply = follower.submit(COMMAND);
        cluster.settle();
        assertThat(reply).isNotDone();
        cluster.isolate(cluster.idOf(follower));
        cluster.settle();
        assertThat(refusalOf(reply).refusal()).isEqualTo(Refusal.OUTCOME_UNKNOWN);
        assertThat(follower.nodeStatus().queues().requests()).isZero();
    }

    @Test
    void whatIsSubmittedWhileNobodyLeadsWaitsForTheNextLeader() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node old = cluster.leader();
        cluster.isolate(cluster.idOf(old));
        cluster.settle();
        Node follower = cluster.nodes.stream()
                .filter(node -> !node.equals(old))
                .findFirst()
                .orElseThrow();
        CompletableFuture<Bytes> command = follower.submit(COMMAND);
        CompletableFuture<Long> read = follower.readIndex();
        cluster.runUntil(() -> command.isDone() && read.isDone());
        assertThat(command.join()).isEqualTo(COMMAND);
        assertThat(read.join()).isPositive();
    }

    @Test
    void withoutALeaderRequestsEndWithTheirDeadlineAndHaveNoEffect() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node follower = cluster.follower();
        cluster.isolate(cluster.idOf(follower));
        cluster.runUntil(() -> follower.status().leaderId() == 0);
        CompletableFuture<Bytes> command = follower.submit(COMMAND);
        CompletableFuture<Long> read = follower.readIndex();
        cluster.runUntil(() -> command.isDone() && read.isDone());
        assertThat(refusalOf(command).refusal()).isEqualTo(Refusal.NOT_READY);
        assertThat(refusalOf(read).refusal()).isEqualTo(Refusal.READ_TIMEOUT);
        assertThat(follower.nodeStatus().queues().requests()).isZero();
        cluster.heal();
        cluster.runMillis(1_000);
        assertThat(cluster.machines)
                .allSatisfy(machine -> assertThat(machine.commands()).isZero());
    }

    @Test
    void aProposalThatOutlivesItsLeaderIsUnknown() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        cluster.isolate(cluster.idOf(leader));
        CompletableFuture<Bytes> reply = leader.propose(COMMAND);
        cluster.runUntil(reply::isDone);
        assertThat(refusalOf(reply).refusal()).isEqualTo(Refusal.OUTCOME_UNKNOWN);
        cluster.heal();
        cluster.runMillis(1_000);
        assertThat(leader.nodeStatus().queues().requests()).isZero();
    }

    @Test
    void whoIsAnsweredFindsTheStatusThatTheAnswerFollowsFrom() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        cluster.isolate(cluster.idOf(leader));
        CompletableFuture<RoleName> role =
                leader.propose(COMMAND).handle((reply, why) -> leader.status().role());
        cluster.runUntil(role::isDone);
        assertThat(role).isCompletedWithValue(RoleName.FOLLOWER);
    }

    @Test
    void aFormerLeaderShowsNoPeers() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        assertThat(leader.nodeStatus().peers()).hasSize(2);
        cluster.isolate(cluster.idOf(leader));
        cluster.runUntil(() -> leader.status().role() != RoleName.LEADER);
        cluster.runMillis(1_000);
        assertThat(leader.nodeStatus().peers()).isEmpty();
    }

    @Test
    void theLeaseLetsTheLeaderReadAtOnceAndEndsWithItsContacts() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        assertThat(leader.leaseHeld()).isTrue();
        assertThat(leader.leasedReadIndex()).isCompletedWithValue(leader.appliedIndex());
        assertThat(cluster.follower().leaseHeld()).isFalse();
        CompletableFuture<Long> elsewhere = cluster.follower().leasedReadIndex();
        cluster.settle();
        assertThat(elsewhere).isCompleted();
        cluster.isolate(cluster.idOf(leader));
        cluster.runMillis(110);
        assertThat(leader.leaseHeld()).isFalse();
    }

    @Test
    void aLeaseIsNotTrustedOverAClockThatJumped() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        assertThat(leader.leaseHeld()).isTrue();
        cluster.time.jumpWallMillis(10_000);
        assertThat(leader.leaseHeld()).as("at once, before any stage has run").isFalse();
        cluster.settle();
        assertThat(leader.leaseHeld()).isFalse();
        cluster.runMillis(100);
        assertThat(leader.leaseHeld()).as("rounds sent since then count again").isTrue();
    }

    @Test
    void tooManyRequestsAreRefusedAtTheDoor() throws Exception {
        Cluster cluster = new Cluster(
                3,
                Level.SYNCED,
                config -> config.withLimits(new NodeConfig.Limits(100, 10, 1_000)),
                NodeHooks.direct());
        Node leader = cluster.leader();
        List<CompletableFuture<Bytes>> replies = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            replies.add(leader.propose(COMMAND));
        }
        assertThat(refusalOf(replies.get(10)).refusal()).isEqualTo(Refusal.OVERLOADED);
        assertThat(refusalOf(leader.propose(Bytes.wrap(new byte[101]))).refusal())
                .isEqualTo(Refusal.BAD_REQUEST);
        cluster.settle();
        assertThat(replies.subList(0, 10)).allMatch(reply -> !reply.isCompletedExceptionally());
        CompletableFuture<Bytes> next = leader.propose(COMMAND);
        cluster.settle();
        assertThat(next).isCompletedWithValue(COMMAND);
    }

    @Test
    void aFailingDiskStopsTheNodeAndAnswersEveryone() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        List<Throwable> failures = new ArrayList<>();
        leader.onFailure(failures::add);
        IOException why = new IOException("the disk is gone");
        cluster.logs.get(cluster.idOf(leader) - 1).failWith(why);
        CompletableFuture<Bytes> reply = leader.propose(COMMAND);
        CompletableFuture<Long> read = leader.readIndex();
        cluster.settle();
        assertThat(failures).containsExactly(why);
        assertThat(leader.status().role()).isNotEqualTo(RoleName.LEADER);
        assertThat(leader.failure()).isSameAs(why);
        assertThat(refusalOf(reply).refusal()).isEqualTo(Refusal.OUTCOME_UNKNOWN);
        assertThat(read).isDone();
        assertThat(leader.leaseHeld()).isFalse();
        assertThat(refusalOf(leader.propose(COMMAND)).refusal()).isEqualTo(Refusal.STOPPED);
        assertThat(leader.recentEvents()).isNotEmpty().last().asString().contains("requested");
        leader.close();
        cluster.runUntil(() -> cluster.nodes.stream()
                .anyMatch(node -> !node.equals(leader) && node.status().role() == RoleName.LEADER));
    }

    @Test
    void theLeaderAloneProposesWhatTheStateMachineWants() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        MemoryMachine machine = cluster.machines.get(cluster.idOf(leader) - 1);
        machine.wantMaintenance(COMMAND);
        machine.wantMaintenance(COMMAND);
        cluster.runUntil(() -> cluster.machines.stream().allMatch(one -> one.commands() == 2));
        assertThat(cluster.machines.stream().filter(one -> one.maintenanceAsked() > 0))
                .hasSize(1);
    }

    @Test
    void aLongBatchIsAppliedInChunks() throws Exception {
        Cluster cluster = new Cluster(
                1,
                Level.SYNCED,
                config -> config.withApply(new NodeConfig.ApplyPolicy(10, 1 << 20, 100_000_000)),
                NodeHooks.direct());
        Node leader = cluster.leader();
        List<CompletableFuture<Bytes>> replies = new ArrayList<>();
        for (int i = 0; i < 95; i++) {
            replies.add(leader.propose(COMMAND));
        }
        cluster.settle();
        assertThat(replies).allMatch(CompletableFuture::isDone);
        assertThat(cluster.machines.get(0).commands()).isEqualTo(95);
        assertThat(cluster.machines.get(0).chunks()).allMatch(size -> size <= 10);
    }

    @Test
    void aLongLogIsAppliedAgainAfterARestart() throws Exception {
        Cluster cluster = new Cluster(1, Level.SYNCED);
        Node before = cluster.leader();
        for (int batch = 0; batch < 10; batch++) {
            List<CompletableFuture<Bytes>> replies = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                replies.add(before.propose(COMMAND));
            }
            cluster.settle();
            assertThat(replies).allMatch(CompletableFuture::isDone);
        }
        MemoryMachine empty = new MemoryMachine();
        NodePorts ports =
                new NodePorts(cluster.logs.get(0), new MemorySnapshots(), empty, new MemoryTransport(), cluster.time);
        Node after = Node.assemble(NodeConfig.of(Clusters.core(1, Level.SYNCED)), ports, NodeHooks.direct());
        after.connect();
        cluster.nodes.set(0, after);
        cluster.runUntil(() -> empty.commands() == 5_000);
        assertThat(after.appliedIndex()).isEqualTo(after.commitIndex());
    }

    @Test
    void aNodeThatIsClosedByHandAnswersWhoeverWaits() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        cluster.lost = message -> true;
        CompletableFuture<Bytes> underWay = leader.propose(COMMAND);
        cluster.settle();
        CompletableFuture<Bytes> atTheDoor = leader.propose(COMMAND);
        leader.close();
        assertThat(refusalOf(underWay).refusal()).isEqualTo(Refusal.OUTCOME_UNKNOWN);
        assertThat(refusalOf(atTheDoor).refusal()).isEqualTo(Refusal.STOPPED);
        assertThat(refusalOf(leader.readIndex()).refusal()).isEqualTo(Refusal.STOPPED);
        assertThat(cluster.logs.get(cluster.idOf(leader) - 1).isClosed()).isTrue();
    }

    @Test
    void leadershipIsHandedOverOnRequest() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        int target = cluster.idOf(cluster.follower());
        CompletableFuture<Boolean> done = leader.transferLeadership(target);
        cluster.runUntil(() -> cluster.node(target).status().ready());
        assertThat(done).isCompletedWithValue(true);
    }

    @Test
    void aStateMachineThatDoesNotFitTheLogIsRefused() {
        MemoryMachine ahead = new MemoryMachine();
        ahead.apply(List.of(new io.dengine.core.log.Entry(1, 1, 0, io.dengine.core.log.Entry.Kind.NOOP, Bytes.EMPTY)));
        NodePorts ports = new NodePorts(
                new MemoryLog(Clusters.bootstrap(1)),
                new MemorySnapshots(),
                ahead,
                new MemoryTransport(),
                new ManualTime());
        NodeConfig config = NodeConfig.of(Clusters.core(1, Level.SYNCED));
        Recovery withoutMachine = new Recovery(RecoveredLog.empty(Clusters.bootstrap(1)));
        assertThatThrownBy(() -> Node.assemble(config, ports, NodeHooks.direct(), withoutMachine))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has applied up to entry 1");
    }

    static RefusedException refusalOf(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        try {
            future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RefusedException refused) {
                return refused;
            }
        }
        throw new AssertionError("not refused");
    }
}
