package io.dengine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect.Level;
import io.dengine.engine.port.PeerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Members compare their states, and who differs from a majority stops. */
class ComparisonTest {
    private static final int INTERVAL_MILLIS = 400;
    private static final int PATIENCE_MILLIS = 100;

    private final List<IntegrityReport> reports = new ArrayList<>();

    private Cluster cluster(int size) throws Exception {
        return new Cluster(
                size,
                Level.SYNCED,
                config -> config.withCheck(
                        new NodeConfig.CheckPolicy(INTERVAL_MILLIS * 1_000_000L, PATIENCE_MILLIS * 1_000_000L)),
                NodeHooks.direct().withIntegrity(reports::add));
    }

    private static Node begin(Cluster cluster) {
        Node leader = cluster.leader();
        CompletableFuture<Bytes> reply = leader.propose(Bytes.utf8("command"));
        cluster.settle();
        assertThat(reply).isCompleted();
        return leader;
    }

    private List<IntegrityReport.StatesDiffer> mismatches() {
        return reports.stream()
                .filter(IntegrityReport.StatesDiffer.class::isInstance)
                .map(IntegrityReport.StatesDiffer.class::cast)
                .toList();
    }

    @Test
    void theLeaderSaysOnceThatAllHaveTheSameState() throws Exception {
        Cluster cluster = cluster(3);
        Node leader = begin(cluster);
        cluster.runUntil(() -> !reports.isEmpty());
        long checked = leader.appliedIndex();
        // Nothing is applied from here on, so there is nothing new to compare.
        cluster.runMillis(5 * INTERVAL_MILLIS);
        assertThat(reports).containsExactly(new IntegrityReport.StatesEqual(checked, 3));
        assertThat(leader.appliedIndex()).isEqualTo(checked);
    }

    @Test
    void aFollowerThatDiffersStopsAndTheOthersGoOn() throws Exception {
        Cluster cluster = cluster(3);
        Node leader = begin(cluster);
        Node wrong = cluster.follower();
        cluster.machines.get(cluster.idOf(wrong) - 1).goWrong(7);
        cluster.runUntil(() -> wrong.failure() != null);
        assertThat(wrong.failure())
                .isInstanceOf(StateDivergedException.class)
                .hasMessageContaining("The data of the majority is intact")
                .hasMessageContaining("Start the node again");
        assertThat(mismatches()).singleElement().satisfies(found -> {
            assertThat(found.hashes()).containsOnlyKeys(1, 2, 3);
            assertThat(found.wrong()).containsExactly(cluster.idOf(wrong));
        });
        assertThat(leader.failure()).isNull();
        CompletableFuture<Bytes> reply = leader.propose(Bytes.utf8("more"));
        cluster.settle();
        assertThat(reply).isCompleted();
    }

    @Test
    void aVerdictThatNoMajorityHasToldStopsNobody() throws Exception {
        Cluster cluster = cluster(3);
        Node leader = begin(cluster);
        Node accused = cluster.follower();
        cluster.runUntil(() -> !reports.isEmpty());
        cluster.transports
                .get(cluster.idOf(accused) - 1)
                .receiver()
                .received(cluster.idOf(leader), new PeerMessage.StateDiffers(leader.appliedIndex(), 99));
        cluster.runMillis(2 * INTERVAL_MILLIS);
        assertThat(accused.failure()).isNull();
    }

    @Test
    void aLeaderThatDiffersStopsItselfAndAnotherLeads() throws Exception {
        Cluster cluster = cluster(3);
        Node wrong = begin(cluster);
        cluster.machines.get(cluster.idOf(wrong) - 1).goWrong(7);
        cluster.runUntil(() -> wrong.failure() != null);
        assertThat(mismatches())
                .singleElement()
                .satisfies(found -> assertThat(found.wrong()).containsExactly(cluster.idOf(wrong)));
        cluster.runUntil(() -> cluster.nodes.stream()
                .anyMatch(node -> !node.equals(wrong) && node.status().ready()));
    }

    @Test
    void whereNoMajorityAgreesNobodyStops() throws Exception {
        Cluster cluster = cluster(3);
        begin(cluster);
        for (int i = 0; i < 3; i++) {
            cluster.machines.get(i).goWrong(10L * i);
        }
        cluster.runUntil(() -> !reports.isEmpty());
        cluster.runMillis(2 * PATIENCE_MILLIS);
        assertThat(mismatches())
                .singleElement()
                .satisfies(found -> assertThat(found.wrong()).isEmpty());
        assertThat(cluster.nodes).allSatisfy(node -> assertThat(node.failure()).isNull());
    }

    /** Two of five agree on one state and one on another: three of them are no majority for either. */
    @Test
    void aMajorityOfThoseThatAnsweredIsNoMajority() throws Exception {
        Cluster cluster = cluster(5);
        Node leader = begin(cluster);
        Node wrong = cluster.follower();
        List<Node> silent = cluster.nodes.stream()
                .filter(node -> !node.equals(leader) && !node.equals(wrong))
                .limit(2)
                .toList();
        cluster.machines.get(cluster.idOf(wrong) - 1).goWrong(7);
        cluster.runUntil(() -> leader.appliedIndex() > 0);
        silent.forEach(node -> cluster.isolate(cluster.idOf(node)));
        cluster.runUntil(() -> !reports.isEmpty());
        assertThat(mismatches()).singleElement().satisfies(found -> {
            assertThat(found.hashes()).hasSize(3);
            assertThat(found.wrong()).isEmpty();
        });
        assertThat(cluster.nodes).allSatisfy(node -> assertThat(node.failure()).isNull());
    }

    @Test
    void whoDoesNotAnswerIsLeftOut() throws Exception {
        Cluster cluster = cluster(3);
        Node leader = begin(cluster);
        cluster.isolate(cluster.idOf(cluster.follower()));
        cluster.runUntil(() -> !reports.isEmpty());
        assertThat(reports).containsExactly(new IntegrityReport.StatesEqual(leader.appliedIndex(), 2));
    }

    @Test
    void aNodeAloneHasNobodyToCompareItselfWith() throws Exception {
        Cluster cluster = cluster(1);
        Node leader = begin(cluster);
        long applied = leader.appliedIndex();
        cluster.runMillis(3 * INTERVAL_MILLIS);
        assertThat(leader.appliedIndex()).isEqualTo(applied);
        assertThat(reports).isEmpty();
    }
}
