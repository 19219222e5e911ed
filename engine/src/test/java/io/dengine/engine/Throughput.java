package io.dengine.engine;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.port.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many writes a second the stages and the core alone can do: three nodes in one process, disk and network replaced
 * by memory, clients that each wait for their answer. Not a test: run it by hand with the number of clients.
 */
final class Throughput {
    private static final long RUN_NANOS = 5_000_000_000L;

    private final List<Transport.@Nullable Receiver> receivers = new ArrayList<>();
    private final AtomicLong completed = new AtomicLong();
    private volatile boolean stop;

    private Throughput() {}

    public static void main(String[] arguments) throws Exception {
        int clients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        boolean reads = arguments.length > 1 && arguments[1].equals("reads");
        new Throughput().run(clients, reads);
    }

    private void run(int clients, boolean reads) throws Exception {
        List<Node> nodes = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            receivers.add(null);
            NodeConfig config = NodeConfig.of(Clusters.core(id, Effect.Level.SYNCED));
            MemoryLog log = new MemoryLog(Clusters.bootstrap(3)).withoutRecording();
            NodePorts ports =
                    new NodePorts(log, new MemorySnapshots(), new MemoryMachine(), new Direct(id), TimeSource.system());
            nodes.add(Node.assemble(config, ports, NodeHooks.none()));
        }
        nodes.forEach(Node::start);
        Node leader = null;
        while (leader == null) {
            leader = nodes.stream()
                    .filter(node -> node.status().ready())
                    .findFirst()
                    .orElse(null);
            Thread.onSpinWait();
        }
        Bytes command = Bytes.wrap(new byte[100]);
        for (int i = 0; i < clients; i++) {
            next(leader, command, reads);
        }
        for (int round = 0; round < 3; round++) {
            long before = completed.get();
            long cpuBefore = processCpuNanos();
            long start = System.nanoTime();
            while (System.nanoTime() - start < RUN_NANOS) {
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
            long done = completed.get() - before;
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "%d clients: %.0f a second, %.2f us of CPU each%n",
                    clients, done / seconds, (processCpuNanos() - cpuBefore) / 1e3 / Math.max(1, done));
        }
        stop = true;
        nodes.forEach(Node::close);
    }

    private static long processCpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(java.time.Duration.ZERO)
                .toNanos();
    }

    private void next(Node leader, Bytes command, boolean reads) {
        if (stop) {
            return;
        }
        var unused = (reads ? leader.readIndex() : leader.propose(command)).whenComplete((reply, failure) -> {
            completed.incrementAndGet();
            next(leader, command, reads);
        });
    }

    private final class Direct implements Transport {
        private final int self;

        Direct(int self) {
            this.self = self;
        }

        @Override
        public void start(Receiver receiver) {
            receivers.set(self - 1, receiver);
        }

        @Override
        public void send(int to, PeerMessage message) {
            Receiver receiver = receivers.get(to - 1);
            if (receiver != null) {
                receiver.received(self, message);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void connectTo(Configuration configuration) {}

        @Override
        public void close() {}
    }
}
