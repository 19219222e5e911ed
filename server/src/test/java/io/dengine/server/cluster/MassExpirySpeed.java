package io.dengine.server.cluster;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.core.membership.Member;
import io.dengine.embedded.LocalNode;
import io.dengine.embedded.LocalNodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodeMetrics;
import io.dengine.kv.rocksdb.RocksConfig;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import io.dengine.server.api.NodeKvFacade;
import io.dengine.server.api.ReadPolicy;
import io.dengine.server.http.GatewayConfig;
import io.dengine.server.http.JsonGateway;
import io.dengine.server.port.NodePort;
import io.dengine.server.port.PortConfig;
import io.dengine.server.port.Protocols;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what a cluster of three in one process suffers when very many leases end in the same second. Not a test.
 * Arguments: an empty directory; then, each optional: how many leases (100000), {@code rocksdb} for stores on disk,
 * bytes of a value (20), seconds from the first grant to the end (20).
 */
public final class MassExpirySpeed implements AutoCloseable {
    private static final int UNDER_WAY = 2_000;

    private final List<Running> nodes = new ArrayList<>();
    private final List<Long> writeNanos = new ArrayList<>();
    private volatile boolean stop;
    private volatile long leaseLostNanos;

    /** One node, with the longest call of its state machine. */
    private record Running(LocalNode node, NodePort port, EventLoopGroup loops, AtomicLong longestApplyNanos) {}

    private MassExpirySpeed(Path directory, KeyTables.Opener keys) throws Exception {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                members.add(new Member(id, "127.0.0.1:" + free.getLocalPort(), 0, Member.Role.VOTER));
            }
        }
        for (Member member : members) {
            nodes.add(start(
                    NodeInProcess.config(member.id(), members, directory.resolve(String.valueOf(member.id())), keys)));
        }
    }

    private static Running start(LocalNodeConfig config) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        AtomicLong longest = new AtomicLong();
        NodeHooks hooks = NodeHooks.none().withMetrics(new NodeMetrics() {
            @Override
            public void entriesApplied(int entries, long nanos) {
                longest.accumulateAndGet(nanos, Math::max);
            }
        });
        LocalNode node = LocalNode.open(config, hooks, loops);
        JsonGateway gateway = new JsonGateway(
                new NodeKvFacade(config.node().core().nodeId(), node),
                new GatewayConfig("speed", ReadPolicy.LEASE, true, 1024, 1 << 20, 1000));
        int listen =
                Integer.parseInt(config.address().substring(config.address().indexOf(':') + 1));
        NodePort port = NodePort.start(
                PortConfig.standard("127.0.0.1", listen),
                new Protocols(List.of(), gateway, node.acceptor(), null),
                loops);
        node.start();
        return new Running(node, port, loops, longest);
    }

    /** Runs the measurement. */
    public static void main(String[] arguments) throws Exception {
        int leases = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        boolean onDisk = arguments.length > 2 && arguments[2].equals("rocksdb");
        int valueBytes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 20;
        int seconds = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 20;
        try (MassExpirySpeed speed =
                new MassExpirySpeed(Path.of(arguments[0]), onDisk ? RocksConfig.STANDARD : KeyTables.Opener.MEMORY)) {
            speed.run(leases, Bytes.wrap(new byte[valueBytes]), seconds * 1_000L);
        }
    }

    private Running leader() {
        while (true) {
            for (Running running : nodes) {
                if (running.node().node().leaseHeld()) {
                    return running;
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void run(int leases, Bytes value, long untilMillis) throws Exception {
        LocalNode leader = leader().node();
        long endNanos = System.nanoTime() + untilMillis * 1_000_000;
        grant(leader, leases, value, endNanos);
        System.out.printf("%d leases granted, %d keys%n", leases, leader.store().keyCount());
        WatchSubscription watch = leader.store()
                .watchHub()
                .subscribe(
                        new WatchTarget.Prefix(Bytes.utf8("lease/")),
                        leader.store().revision() + 1,
                        () -> {});
        Thread writer = Thread.ofPlatform().start(() -> write(leader));
        Thread observer = Thread.ofPlatform().start(() -> observe(leader));
        parkUntil(endNanos - 4_000_000_000L);
        report("before");
        parkUntil(endNanos);
        long events = 0;
        long changes = leaderChanges();
        while (leader.store().keyCount() > 1_000) {
            LockSupport.parkNanos(1_000_000);
            for (WatchMessage message = watch.poll(); message != null; message = watch.poll()) {
                if (!(message instanceof WatchMessage.Events some)) {
                    throw new IllegalStateException("the watch ended: " + message);
                }
                events += some.events().size();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "all ended after %.2f s, %d events were delivered by then, %d changes of leader%n",
                (System.nanoTime() - endNanos) / 1e9,
                events,
                leaderChanges() - changes);
        report("while they ended");
        stop = true;
        writer.join();
        observer.join();
    }

    private static void parkUntil(long nanos) {
        while (System.nanoTime() < nanos) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }

    private long leaderChanges() {
        return nodes.stream()
                .mapToLong(running -> running.node().node().nodeStatus().leaderChanges())
                .sum();
    }

    /** Each lease gets the TTL that is left, so that all end at once. */
    private static void grant(LocalNode leader, int leases, Bytes value, long endNanos) throws InterruptedException {
        Semaphore room = new Semaphore(UNDER_WAY);
        for (int i = 1; i <= leases; i++) {
            long ttlMillis = Math.max(1, (endNanos - System.nanoTime()) / 1_000_000);
            Bytes key = Bytes.utf8("lease/" + i);
            room.acquire(2);
            send(leader, new Command.LeaseGrant(i, ttlMillis), room);
            send(leader, new Command.Put(key, value, 0, i), room);
        }
        room.acquire(UNDER_WAY);
    }

    private static void send(LocalNode leader, Command command, Semaphore room) {
        CompletableFuture<Bytes> reply = leader.node().submit(command.encode());
        var unused = reply.whenComplete((answer, failure) -> {
            if (failure != null) {
                failure.printStackTrace();
            }
            room.release();
        });
    }

    /** A client that waits for each of its writes. */
    private void write(LocalNode leader) {
        long number = 0;
        while (!stop) {
            Bytes key = Bytes.utf8("other/" + number++ % 100);
            long begin = System.nanoTime();
            var unused = leader.node()
                    .submit(new Command.Put(key, Bytes.utf8("value")).encode())
                    .join();
            synchronized (writeNanos) {
                writeNanos.add(System.nanoTime() - begin);
            }
        }
    }

    /** The lease is renewed by heartbeats: where they are late it is lost. */
    private void observe(LocalNode leader) {
        long heldNanos = System.nanoTime();
        while (!stop) {
            long nowNanos = System.nanoTime();
            if (leader.node().leaseHeld()) {
                heldNanos = nowNanos;
            } else {
                leaseLostNanos = Math.max(leaseLostNanos, nowNanos - heldNanos);
            }
            LockSupport.parkNanos(500_000);
        }
    }

    private void report(String when) {
        long[] sorted;
        synchronized (writeNanos) {
            sorted = writeNanos.stream().mapToLong(Long::longValue).sorted().toArray();
            writeNanos.clear();
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %d writes of another client, median %.2f ms, 99 %% %.2f ms, longest %.2f ms; no lease for %.2f"
                        + " ms at most; longest apply call %s ms%n",
                when,
                sorted.length,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                sorted[sorted.length - 1] / 1e6,
                leaseLostNanos / 1e6,
                Arrays.toString(nodes.stream()
                        .mapToLong(running -> running.longestApplyNanos().getAndSet(0) / 1_000_000)
                        .toArray()));
        leaseLostNanos = 0;
    }

    @Override
    public void close() throws InterruptedException {
        for (Running running : nodes) {
            running.port().close();
            running.node().close();
            running.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }
}
