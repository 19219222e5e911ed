package io.dengine.engine;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Nodes stepped by hand over a network that a test may cut. One clock for all; nothing is random but the core's seed.
 */
public final class Cluster {
    private static final int MAX_STEPS = 100_000;

    final ManualTime time = new ManualTime();
    final List<Node> nodes = new ArrayList<>();
    final List<MemoryLog> logs = new ArrayList<>();
    final List<MemoryMachine> machines = new ArrayList<>();
    final List<MemoryTransport> transports = new ArrayList<>();
    final List<MemorySnapshots> snapshots = new ArrayList<>();

    /** Messages for which this is true are lost. */
    Predicate<PeerMessage> lost = message -> false;

    private final boolean[][] cut;

    public Cluster(int size, Effect.Level level) throws Exception {
        this(size, level, UnaryOperator.identity(), NodeHooks.direct());
    }

    public Cluster(int size, Effect.Level level, UnaryOperator<NodeConfig> settings, NodeHooks hooks) throws Exception {
        cut = new boolean[size + 1][size + 1];
        for (int id = 1; id <= size; id++) {
            logs.add(new MemoryLog(Clusters.bootstrap(size)));
            machines.add(new MemoryMachine());
            transports.add(new MemoryTransport());
            snapshots.add(new MemorySnapshots());
            NodePorts ports = new NodePorts(
                    logs.get(id - 1), snapshots.get(id - 1), machines.get(id - 1), transports.get(id - 1), time);
            Node node = Node.assemble(settings.apply(NodeConfig.of(Clusters.core(id, level))), ports, hooks);
            node.connect();
            nodes.add(node);
        }
    }

    Node node(int id) {
        return nodes.get(id - 1);
    }

    /** Does everything that needs no time to pass. */
    void settle() {
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            boolean worked = false;
            for (Node node : nodes) {
                for (Stage stage : node.stages()) {
                    worked |= stage.runOnce();
                }
            }
            worked |= deliver();
            if (!worked) {
                return;
            }
        }
        throw new AssertionError("the nodes never rest");
    }

    private boolean deliver() {
        boolean any = false;
        for (int from = 1; from <= nodes.size(); from++) {
            for (MemoryTransport.Sent sent : transports.get(from - 1).takeSent()) {
                any = true;
                if (!cut[from][sent.to()] && !lost.test(sent.message())) {
                    transports.get(sent.to() - 1).receiver().received(from, sent.message());
                }
            }
        }
        return any;
    }

    /** Lets time pass in small steps until {@code condition} holds. */
    void runUntil(BooleanSupplier condition) {
        for (int millis = 0; millis < 20_000; millis += 5) {
            settle();
            if (condition.getAsBoolean()) {
                return;
            }
            time.advanceMillis(5);
        }
        throw new AssertionError("it did not come true within 20 seconds");
    }

    void runMillis(int millis) {
        for (int passed = 0; passed < millis; passed += 5) {
            settle();
            time.advanceMillis(5);
        }
        settle();
    }

    /** Runs until a leader is ready and known to all that it can reach, and returns it. */
    Node leader() {
        runUntil(() -> nodes.stream().anyMatch(node -> node.status().ready()));
        Node leader =
                nodes.stream().filter(node -> node.status().ready()).findFirst().orElseThrow();
        runMillis(100);
        return leader;
    }

    int idOf(Node node) {
        return nodes.indexOf(node) + 1;
    }

    Node follower() {
        Node leader = leader();
        return nodes.stream()
                .filter(node -> !node.equals(leader) && node.status().role() == RoleName.FOLLOWER)
                .findFirst()
                .orElseThrow();
    }

    /** Cuts the connections of a node, and tells both ends. */
    void isolate(int id) {
        for (int other = 1; other <= nodes.size(); other++) {
            if (other != id) {
                setCut(id, other, true);
            }
        }
    }

    void heal() {
        for (int id = 1; id <= nodes.size(); id++) {
            for (int other = 1; other < id; other++) {
                setCut(id, other, false);
            }
        }
    }

    private void setCut(int one, int other, boolean isCut) {
        if (cut[one][other] != isCut) {
            cut[one][other] = isCut;
            cut[other][one] = isCut;
            tell(one, other, isCut);
            tell(other, one, isCut);
        }
    }

    private void tell(int node, int peer, boolean isCut) {
        if (isCut) {
            transports.get(node - 1).receiver().disconnected(peer);
        } else {
            transports.get(node - 1).receiver().connected(peer);
        }
    }
}
