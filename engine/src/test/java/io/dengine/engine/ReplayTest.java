package io.dengine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect.Level;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a node knows of its own state after a start. */
class ReplayTest {
    private static final Bytes COMMAND = Bytes.utf8("command");

    /** A second life of a member, with the log that it had and nothing applied. */
    private static Node again(Cluster cluster, int id) {
        MemoryLog log = cluster.logs.get(id - 1);
        NodePorts ports =
                new NodePorts(log, new MemorySnapshots(), new MemoryMachine(), new MemoryTransport(), cluster.time);
        Node node = Node.assemble(
                NodeConfig.of(Clusters.core(id, Level.SYNCED)), ports, NodeHooks.direct(), new Recovery(log.recover()));
        node.connect();
        return node;
    }

    @Test
    void aNodeThatIsAloneAfterAStartKnowsThatItsStateMayLackWhatItHasTold() throws Exception {
        Cluster cluster = new Cluster(3, Level.SYNCED);
        Node leader = cluster.leader();
        CompletableFuture<Bytes> reply = leader.propose(COMMAND);
        cluster.runUntil(reply::isDone);
        assertThat(leader.hasReplayed()).isTrue();
        assertThat(cluster.follower().hasReplayed()).isTrue();

        Node alone = again(cluster, cluster.idOf(leader));
        for (int millis = 0; millis < 10_000; millis += 50) {
            alone.stages().forEach(stage -> assertThat(stage.runOnce()).isIn(true, false));
            cluster.time.advanceMillis(50);
            assertThat(alone.hasReplayed()).isFalse();
        }
    }

    @Test
    void theOnlyVoterHasReplayedOnceItsLogIsApplied() throws Exception {
        Cluster cluster = new Cluster(1, Level.SYNCED);
        Node node = cluster.leader();
        CompletableFuture<Bytes> reply = node.propose(COMMAND);
        cluster.runUntil(reply::isDone);

        Node next = again(cluster, 1);
        assertThat(next.hasReplayed()).isFalse();
        for (int steps = 0; steps < 10_000 && !next.hasReplayed(); steps++) {
            next.stages().forEach(stage -> assertThat(stage.runOnce()).isIn(true, false));
            cluster.time.advanceMillis(5);
        }
        assertThat(next.hasReplayed()).isTrue();
        assertThat(next.appliedIndex()).isGreaterThanOrEqualTo(node.appliedIndex());
    }
}
