package io.dengine.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Three nodes on a network that can be partitioned, with small disks and frequent snapshots, and the faults to apply.
 */
final class EpisodeCluster implements AutoCloseable {
    /** The free space: below the reserve of such a disk, and enough for the log to continue for a while. */
    private static final long LEFT_BYTES = 30L << 20;

    private static final long LIMIT_SECS = 300;
    private static final int OK = 200;

    /** A small heap and only the fast compiler, so that several clusters fit on one machine. */
    private static final Map<String, String> SMALL =
            Map.of("D_ENGINE_HEAP", "128m", "D_ENGINE_JVM_OPTIONS", "-XX:TieredStopAtLevel=1");

    /**
     * Nodes that were away briefly must need a snapshot; requests of operators come from another address than the
     * node's.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "RAFT__RAFT__ELECTION__ELECTION_TIMEOUT_MIN", "2000",
            "RAFT__RAFT__ELECTION__ELECTION_TIMEOUT_MAX", "4000",
            "RAFT__SERVER__ADMIN", "all",
            "RAFT__RAFT__SNAPSHOT__MAX_LOG_ENTRIES_BEFORE_SNAPSHOT", "300",
            "RAFT__RAFT__SNAPSHOT__SNAPSHOT_COOL_DOWN_SINCE_LAST_CHECK__SECS", "5",
            "RAFT__RAFT__SNAPSHOT__RETAINED_LOG_ENTRIES", "20");

    private final ChaosPlan plan;
    private final Network network = new Network();
    private final List<SmallMachine> machines = new ArrayList<>();
    private final ChaosCluster cluster;

    EpisodeCluster(ChaosPlan plan) throws IOException {
        this.plan = plan;
        this.cluster = new ChaosCluster(plan, new OwnFiles(plan), directory -> {
            SmallMachine machine = new SmallMachine(directory);
            machines.add(machine);
            return network.join(machine);
        });
        for (NodeProcess node : cluster.nodes()) {
            node.configure(SMALL);
            node.configure(SETTINGS);
        }
    }

    void start() {
        cluster.start();
    }

    ChaosCluster cluster() {
        return cluster;
    }

    Network network() {
        return network;
    }

    List<Integer> ids() {
        return cluster.members();
    }

    NodeProcess node(int id) {
        return cluster.node(id);
    }

    int leader() {
        return cluster.leaders().leadership().nodeId();
    }

    void pause(int id) {
        if (node(id).isRunning()) {
            node(id).pause();
        }
    }

    void fillDisk(int id) {
        machines.get(id - 1).fill(LEFT_BYTES);
    }

    /** Sends a request that the node may reject. */
    void ask(int id, String path, String body) {
        var unused = new PlainHttp(node(id)).post(path, body);
    }

    /** Ends all faults and waits until all nodes are ready again. */
    void heal() {
        network.heal();
        machines.forEach(SmallMachine::makeRoom);
        cluster.nodes().forEach(NodeProcess::resume);
        for (NodeProcess node : cluster.nodes()) {
            if (!node.isRunning()) {
                node.start();
            }
        }
        ids().forEach(id -> Readiness.await(cluster, id));
    }

    /** Gives a node an empty disk, replaces it and promotes it. All other nodes must be ready. */
    void replaceDisk(int victim) {
        node(victim).kill();
        node(victim).wipe();
        NodeProcess other = node(victim % ids().size() + 1);
        PlainHttp asked = new PlainHttp(other);
        // For a moment the other nodes assume that the node still answers with its old disk.
        String replacement = "{\"node_id\":%1$d,\"new_node_id\":%1$d}".formatted(victim);
        cluster.await(
                "the replacement of node " + victim,
                LIMIT_SECS,
                () -> asked.post("/replace", replacement).status() == OK);
        cluster.startReplaced(victim, "node " + victim + " to be a voter", LIMIT_SECS, () -> {
            ask(other.id(), "/promote", "{\"node_id\":" + victim + "}");
            return "voter".equals(new NodeAdmin(other).roles().get(victim));
        });
    }

    /** Returns the number of nodes that exited although no fault stopped them. */
    long ended() {
        return cluster.nodes().stream().filter(node -> !node.isRunning()).count();
    }

    /** Returns whether a write succeeds. */
    boolean serves() {
        return new PlainHttp(node(1)).put("serves", "v").status() == OK;
    }

    /** Copies the nodes' data to a directory that remains when their disks are removed. */
    void keepData() throws IOException {
        cluster.nodes().parallelStream().forEach(NodeProcess::kill);
        for (int id : ids()) {
            machines.get(id - 1).copyDataTo(plan.places().directory().resolve("node" + id + "/db-kept"));
        }
    }

    @Override
    public void close() throws IOException {
        cluster.close();
    }
}
