package io.dengine.server.cluster;

import static io.dengine.server.cluster.JepsenClient.settled;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the original's Jepsen suite takes for granted when it starts, stops, asks and judges nodes. */
@Timeout(300)
class JepsenContractTest {
    private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(100);
    private static final Pattern COMMIT_INDEX = Pattern.compile("raft_commit_index");
    private static final Pattern SNAPSHOT_TAKEN = Pattern.compile("raft_snapshots_total\\{[^}]*taken[^}]*} [1-9]");

    /** Each is 60 operations; nodes of the suite take a snapshot after 50 entries, but not within 5 seconds of one. */
    private static final int SNAPSHOT_WAITS = 20;

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
                node.awaitMetric(COMMIT_INDEX);
            }
            assertThat(Files.readString(primary.log())).contains("Became leader");

            primary.startAgain("n" + primary.id);
            assertThat(primary.outputNow()).contains("is in use by another node, in this process or another one");
            assertThat(JepsenNode.isRunning(primary.pid())).isTrue();
            put(cluster, 7, 70);

            primary.kill();
            JepsenNode next = cluster.awaitPrimary();
            assertThat(next.id).isNotEqualTo(primary.id);
            assertThat(read(cluster, 7)).isEqualTo(70);
            primary.start("n" + primary.id);
            next.kill();
            cluster.awaitPrimary();
            assertThat(read(cluster, 7)).isEqualTo(70);
        }
    }

    private static void put(JepsenCluster cluster, long key, long value) {
        assertThat(settled(() -> cluster.client().put(key, value)).isOk()).isTrue();
    }

    private static @Nullable Long read(JepsenCluster cluster, long key) {
        return settled(() -> cluster.client().read(key)).value();
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
                for (JepsenNode node : cluster.voters()) {
                    awaitSnapshot(load, node);
                }
                load.judge();
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + cluster.outputs(), e);
            }
        }
    }

    /** A node takes one after so many entries, so it is writes that are waited for, and no time. */
    private static void awaitSnapshot(JepsenLoad load, JepsenNode node) throws InterruptedException {
        for (int i = 0; i < SNAPSHOT_WAITS && !node.shows(SNAPSHOT_TAKEN); i++) {
            awaitProgress(load);
        }
        node.awaitMetric(SNAPSHOT_TAKEN);
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
            put(cluster, 8, 80);
            assertThat(read(cluster, 8)).isEqualTo(80);
        }
    }

    /** What a learner answers to a client that asks it for the cluster, once it has heard of node 5's promotion. */
    private static List<String> membersAccordingTo(JepsenNode node) throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", node.port)
                .usePlaintext()
                .build();
        try {
            var stub = ClusterManagementServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(JOIN_MILLIS, TimeUnit.MILLISECONDS)
                    .withWaitForReady(); // the voters may know of a member before it serves
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
