package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.wire.client.MembershipSnapshot;
import io.dengine.wire.cluster.ClusterManagementServiceGrpc;
import io.dengine.wire.cluster.MetadataRequest;
import io.dengine.wire.common.NodeRole;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the original's Jepsen suite takes for granted when it starts, stops, asks and judges nodes. */
@Timeout(300)
class JepsenContractTest {
    private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(100);

    @TempDir
    Path home;

    @Test
    void a_node_is_started_found_and_killed_as_the_suite_does_it() throws Exception {
        try (JepsenCluster cluster = new JepsenCluster(home)) {
            cluster.startVoters();
            JepsenNode primary = cluster.awaitPrimary();
            for (JepsenNode node : cluster.voters()) {
                assertThat(JepsenNode.processesNamed("demo")).contains(node.pid());
                assertThat(JepsenNode.processesNamed("/app/config/n" + node.id)).contains(node.pid());
                assertThat(node.log()).isRegularFile();
                assertThat(node.metrics()).contains("raft_commit_index");
            }
            assertThat(Files.readString(primary.log())).contains("Became leader");

            primary.startAgain("n" + primary.id);
            assertThat(primary.outputNow()).contains("is in use by another node, in this process or another one");
            assertThat(JepsenNode.isRunning(primary.pid())).isTrue();
            assertThat(cluster.client().put(7, 70).isOk()).isTrue();

            primary.kill();
            JepsenNode next = cluster.awaitPrimary();
            assertThat(next.id).isNotEqualTo(primary.id);
            assertThat(cluster.client().read(7).value()).isEqualTo(70);
            primary.start("n" + primary.id);
            next.kill();
            cluster.awaitPrimary();
            assertThat(cluster.client().read(7).value()).isEqualTo(70);
        }
    }

    @Test
    void nothing_acknowledged_is_lost_while_nodes_are_killed_and_paused() throws Exception {
        try (JepsenCluster cluster = new JepsenCluster(home)) {
            cluster.startVoters();
            cluster.awaitPrimary();
            try (JepsenLoad load = new JepsenLoad(cluster.client())) {
                load.start();
                awaitProgress(load);
                JepsenNode killed = cluster.awaitPrimary();
                killed.kill();
                awaitProgress(load);
                for (JepsenNode node : cluster.voters()) {
                    node.startAgain("n" + node.id);
                }
                awaitProgress(load);
                for (String signal : new String[] {"STOP", "CONT"}) {
                    for (JepsenNode node : cluster.voters()) {
                        node.signal(signal);
                    }
                    Thread.sleep(2_000);
                }
                awaitProgress(load);
                cluster.awaitPrimary();
                load.judge();
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + cluster.outputs(), e);
            }
            for (JepsenNode node : cluster.voters()) {
                assertThat(node.metrics()).containsPattern("raft_snapshots_total\\{[^}]*taken[^}]*} [1-9]");
            }
        }
    }

    /** Faults change nothing for good: the load goes on. */
    private static void awaitProgress(JepsenLoad load) throws InterruptedException {
        long enough = load.done() + 60;
        long begin = System.nanoTime();
        while (load.done() < enough) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(60)) {
                throw new AssertionError("the load does not go on");
            }
            Thread.sleep(50);
        }
    }

    @Test
    void learners_join_are_promoted_or_stay_as_their_files_say() throws Exception {
        try (JepsenCluster cluster = new JepsenCluster(home)) {
            cluster.startVoters();
            cluster.awaitPrimary();
            Iterator<MembershipSnapshot> first = cluster.client().watchMembers(0, JOIN_MILLIS);
            Iterator<MembershipSnapshot> second = cluster.client().watchMembers(1, JOIN_MILLIS);
            cluster.node(4).start("n4-readonly");
            cluster.node(5).start("n5");
            awaitJoined(first);
            awaitJoined(second);
            assertThat(membersAccordingTo(cluster.node(4)))
                    .contains("4 NODE_ROLE_LEARNER NODE_STATUS_READ_ONLY", "5 NODE_ROLE_FOLLOWER NODE_STATUS_ACTIVE");
            assertThat(cluster.client().put(8, 80).isOk()).isTrue();
            assertThat(cluster.client().read(8).value()).isEqualTo(80);
        }
    }

    /** What a learner answers to a client that asks it for the cluster, once it has heard of node 5's promotion. */
    private static List<String> membersAccordingTo(JepsenNode node) throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", node.port)
                .usePlaintext()
                .build();
        try {
            var stub = ClusterManagementServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(JOIN_MILLIS, TimeUnit.MILLISECONDS);
            List<String> members = List.of();
            while (!members.contains("5 NODE_ROLE_FOLLOWER NODE_STATUS_ACTIVE")) {
                Thread.sleep(20);
                members = stub.getClusterMetadata(MetadataRequest.getDefaultInstance()).getNodesList().stream()
                        .map(meta -> meta.getId() + " " + NodeRole.forNumber(meta.getRole()) + " " + meta.getStatus())
                        .toList();
            }
            return members;
        } finally {
            channel.shutdownNow();
        }
    }

    /** The suite's invariants, on the way to what its two modes of joining demand. */
    private static void awaitJoined(Iterator<MembershipSnapshot> stream) {
        long index = 0;
        MembershipSnapshot snapshot = stream.next();
        while (true) {
            assertThat(snapshot.getCommittedIndex()).isGreaterThanOrEqualTo(index);
            assertThat(snapshot.getMembersList()).contains(1, 2, 3).doesNotContain(4);
            assertThat(snapshot.getLearnersList()).doesNotContainAnyElementsOf(snapshot.getMembersList());
            if (snapshot.getMembersList().contains(5)
                    && snapshot.getLearnersList().contains(4)) {
                return;
            }
            index = snapshot.getCommittedIndex();
            snapshot = stream.next();
        }
    }
}
