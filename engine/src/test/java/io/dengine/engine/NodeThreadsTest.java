package io.dengine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect;
import io.dengine.engine.port.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node with its real threads, alone in its cluster. */
class NodeThreadsTest {
    private static final int PROPOSALS = 10_000;

    private final MemoryLog log = new MemoryLog(Clusters.bootstrap(1)).withoutRecording();
    private final MemoryMachine machine = new MemoryMachine();

    @ParameterizedTest
    @EnumSource(Effect.Level.class)
    void appliesAllThatWasProposedAndEndsItsThreads(Effect.Level level) throws Exception {
        Node node = start(level);
        node.submit(Bytes.utf8("first")).get(10, TimeUnit.SECONDS);
        List<CompletableFuture<Bytes>> replies = new ArrayList<>();
        for (int i = 0; i < PROPOSALS; i++) {
            replies.add(node.propose(Bytes.utf8("command " + i)));
        }
        for (int i = 0; i < PROPOSALS; i++) {
            assertThat(replies.get(i).get(10, TimeUnit.SECONDS).toUtf8()).isEqualTo("command " + i);
        }
        assertThat(node.readIndex().get(10, TimeUnit.SECONDS)).isGreaterThan(PROPOSALS);
        assertThat(node.failure()).isNull();
        node.close();
        assertThat(machine.commands()).isEqualTo(PROPOSALS + 1);
        assertThat(log.isClosed()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("d-engine-") && thread.isAlive());
        assertThat(node.propose(Bytes.EMPTY)).isCompletedExceptionally();
        assertThat(node.takeSnapshot()).isCompletedExceptionally();
    }

    @Test
    void appliesItsLogAgainAfterARestart() throws Exception {
        try (Node node = start(Effect.Level.SYNCED)) {
            node.submit(Bytes.utf8("before")).get(10, TimeUnit.SECONDS);
        }
        MemoryMachine empty = new MemoryMachine();
        NodeConfig config = NodeConfig.of(Clusters.core(1, Effect.Level.SYNCED));
        try (Node node = Node.assemble(config, ports(empty), NodeHooks.none())) {
            node.start();
            node.submit(Bytes.utf8("after")).get(10, TimeUnit.SECONDS);
        }
        assertThat(empty.commands()).isEqualTo(2);
    }

    private Node start(Effect.Level level) throws Exception {
        NodeConfig config = NodeConfig.of(Clusters.core(1, level));
        Node node = Node.assemble(config, ports(machine), NodeHooks.none());
        node.start();
        return node;
    }

    private NodePorts ports(MemoryMachine of) {
        return new NodePorts(log, new MemorySnapshots(), of, new MemoryTransport(), TimeSource.system());
    }
}
