package io.dengine.bench.curves;

import io.dengine.core.membership.Member;
import io.dengine.engine.NodeHooks;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.Limits;
import io.dengine.node.LocalNode;
import io.dengine.node.LocalNodeConfig;
import io.dengine.node.LocalRequests;
import io.dengine.node.LocalTarget;
import io.dengine.server.access.AdminAccess;
import io.dengine.server.call.CallLimits;
import io.dengine.server.call.CallServer;
import io.dengine.server.config.ConfigException;
import io.dengine.server.config.ConfigLoader;
import io.dengine.server.config.ServerConfig;
import io.dengine.server.grpc.GrpcConfig;
import io.dengine.server.grpc.GrpcServices;
import io.dengine.server.http.GatewayConfig;
import io.dengine.server.http.JsonGateway;
import io.dengine.server.log.OperatorLog;
import io.dengine.server.memory.MemoryBudget;
import io.dengine.server.metrics.CallMeter;
import io.dengine.server.metrics.MetricsRegistry;
import io.dengine.server.port.NodePort;
import io.dengine.server.port.PortConfig;
import io.dengine.server.port.Protocols;
import io.dengine.transport.EventLoops;
import io.dengine.transport.TransportConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node that keeps another history than the node program, which has no configuration key for it. It is made of the
 * same parts and reads the same configuration. It ends without any order: its data are of no use afterwards.
 */
public final class HistoryNode {
    private static final int MAX_SCAN_ROWS = 100_000;

    private HistoryNode() {}

    /** Runs a node until the process is stopped. The arguments are the revisions and the bytes of the history. */
    public static void main(String[] arguments) throws ConfigException, IOException, InterruptedException {
        Shape.History history = new Shape.History(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]));
        ServerConfig config = ConfigLoader.load(
                        System.getenv(), null, ThreadLocalRandom.current().nextLong())
                .config();
        serve(config, history);
        new CountDownLatch(1).await();
    }

    private static void serve(ServerConfig config, Shape.History history) throws IOException {
        EventLoops loops =
                new EventLoops(Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors())), "d-engine-loop");
        int id = config.identity().nodeId();
        int maxCommandBytes = config.node().limits().maxCommandBytes();
        NodePort port = NodePort.bind(
                PortConfig.standard(
                        config.identity().listenAddress().host(),
                        config.identity().listenAddress().port()),
                loops);
        LocalNode local = LocalNode.open(settings(config, history), NodeHooks.none(), loops);
        LocalTarget target = new LocalTarget(local, LocalRequests.ELSEWHERE);
        OperatorLog log = new OperatorLog(id);
        AdminAccess nobody = new AdminAccess(AdminAccess.Mode.OFF, null, log);
        GrpcServices services = new GrpcServices(
                new GrpcConfig(config.reading().level(), config.reading().levelByRequest(), MAX_SCAN_ROWS),
                target,
                local,
                nobody,
                Executors.newVirtualThreadPerTaskExecutor());
        Limits limits = Limits.withinCommandsOf(maxCommandBytes);
        GatewayConfig gateway = new GatewayConfig(
                "bench",
                config.reading().level(),
                config.reading().levelByRequest(),
                limits.maxKeyBytes(),
                limits.maxValueBytes(),
                MAX_SCAN_ROWS,
                Set.of(),
                nobody);
        port.serve(new Protocols(
                services.services(),
                new JsonGateway(target, local, gateway),
                local.acceptor(),
                new CallServer(
                        id, target, CallLimits.standard(maxCommandBytes), new CallMeter(new MetricsRegistry(id))),
                new MemoryBudget(MemoryBudget.standardBytes(), log)));
        local.start();
    }

    private static LocalNodeConfig settings(ServerConfig config, Shape.History history) {
        KvConfig standard = KvConfig.STANDARD;
        return new LocalNodeConfig(
                config.directories().data(),
                config.identity().clusterId(),
                config.identity().initialMembers().stream()
                        .filter(Member::isVoter)
                        .toList(),
                config.identity().self().address(),
                config.node(),
                TransportConfig.standard(),
                new KvConfig(history.revisions(), history.bytes(), standard.graceMillis(), standard.watch()),
                KeyTables.Opener.MEMORY);
    }

    /** Returns the command line of such a node: this Java runtime and class path, with the options of a node. */
    static List<String> command(Shape.History history) {
        int version = Runtime.version().feature();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms64m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData"));
        command.add("--enable-native-access=ALL-UNNAMED");
        if (version >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (version >= 25) {
            command.add("-XX:+UseCompactObjectHeaders");
        }
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", classPath, HistoryNode.class.getName()));
        command.addAll(List.of(Integer.toString(history.revisions()), Long.toString(history.bytes())));
        return command;
    }
}
