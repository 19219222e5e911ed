package io.dengine.engine;

import static io.dengine.engine.ClusterTest.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect.Level;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Room;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Nodes whose disks are nearly full. */
class RoomTest {
    private static final Bytes COMMAND = Bytes.utf8("command");
    private static final Room AMPLE = new Room(Room.Level.AMPLE, 1L << 40, 192 << 20);
    private static final Room SHORT = new Room(Room.Level.SHORT, (189 << 20) + (1 << 19), 192 << 20);
    private static final Room NONE = new Room(Room.Level.NONE, 1 << 20, 192 << 20);

    private static Cluster cluster(int size) throws Exception {
        Cluster cluster = new Cluster(size, Level.SYNCED);
        cluster.logs.forEach(log -> log.setRoom(AMPLE));
        return cluster;
    }

    private static void setRoom(Cluster cluster, Node node, Room room) {
        cluster.logs.get(cluster.idOf(node) - 1).setRoom(room);
    }

    @Test
    void aLeaderWithoutRoomHandsOverToAVoterThatHasSomeAndNoCommandFails() throws Exception {
        Cluster cluster = cluster(3);
        Node leader = cluster.leader();
        Node also = cluster.follower();
        cluster.runMillis(1_500);
        setRoom(cluster, also, SHORT);
        cluster.runMillis(2_500); // it is asked, and told
        setRoom(cluster, leader, SHORT);
        cluster.runUntil(() -> cluster.nodes.stream()
                .anyMatch(node -> !node.equals(leader)
                        && !node.equals(also)
                        && node.status().ready()));
        for (Node node : cluster.nodes) {
            CompletableFuture<Bytes> reply = node.submit(COMMAND);
            cluster.runUntil(reply::isDone);
            assertThat(reply).isCompletedWithValue(COMMAND);
        }
    }

    @Test
    void whatComesWhileLeadershipMovesToANodeWithRoomIsNotRefused() throws Exception {
        Cluster cluster = cluster(3);
        Node leader = cluster.leader();
        cluster.runMillis(1_500);
        setRoom(cluster, leader, SHORT);
        cluster.runUntil(() -> !leader.room().isAmple());
        CompletableFuture<Bytes> reply = leader.submit(COMMAND);
        cluster.runUntil(reply::isDone);
        assertThat(reply).isCompletedWithValue(COMMAND);
    }

    @Test
    void whereNobodyHasRoomEachNodeRefusesAtOnceAndSaysHowMuchThereIs() throws Exception {
        Cluster cluster = cluster(3);
        cluster.leader();
        cluster.nodes.forEach(node -> setRoom(cluster, node, SHORT));
        cluster.runMillis(2_500);
        int[] forwards = {0};
        cluster.lost = message -> {
            forwards[0] += message instanceof PeerMessage.Forward ? 1 : 0;
            return false;
        };
        for (Node node : cluster.nodes) {
            CompletableFuture<Bytes> reply = node.submit(COMMAND);
            cluster.settle();
            assertThat(refusalOf(reply).refusal()).isEqualTo(Refusal.NO_SPACE);
            assertThat(refusalOf(reply)).hasMessageContaining("189.5 MiB").hasMessageContaining("192.0 MiB");
        }
        assertThat(forwards[0])
                .as("how often two followers passed on two commands")
                .isEqualTo(2);
    }

    @Test
    void whatFreesRoomIsTakenFromTheReserveAndNothingOnceThatIsUsedUp() throws Exception {
        Cluster cluster = cluster(1);
        Node node = cluster.leader();
        setRoom(cluster, node, SHORT);
        cluster.runMillis(1_500);
        CompletableFuture<Bytes> relief = node.submit(MemoryMachine.RELIEF);
        CompletableFuture<Bytes> other = node.submit(COMMAND);
        cluster.settle();
        assertThat(relief).isCompletedWithValue(MemoryMachine.RELIEF);
        assertThat(refusalOf(other).refusal()).isEqualTo(Refusal.NO_SPACE);

        setRoom(cluster, node, NONE);
        cluster.runMillis(1_500);
        CompletableFuture<Bytes> tooLate = node.submit(MemoryMachine.RELIEF);
        cluster.settle();
        assertThat(refusalOf(tooLate).refusal()).isEqualTo(Refusal.NO_SPACE);

        setRoom(cluster, node, AMPLE);
        cluster.runMillis(1_500);
        CompletableFuture<Bytes> again = node.submit(COMMAND);
        cluster.settle();
        assertThat(again).isCompletedWithValue(COMMAND);
    }
}
