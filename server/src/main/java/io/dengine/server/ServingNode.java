package io.dengine.server;

import io.dengine.api.Subscription;
import io.dengine.bytes.Cause;
import io.dengine.call.CallTarget;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.Node;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.kv.store.Limits;
import io.dengine.node.LocalNode;
import io.dengine.node.LocalNodeConfig;
import io.dengine.node.LocalRequests;
import io.dengine.node.LocalTarget;
import io.dengine.node.join.ClusterSearch;
import io.dengine.node.join.Joining;
import io.dengine.node.membership.MembershipView;
import io.dengine.node.membership.OperatorCalls;
import io.dengine.node.start.NodeDisks;
import io.dengine.server.call.CallLimits;
import io.dengine.server.call.CallServer;
import io.dengine.server.config.Address;
import io.dengine.server.config.ServerConfig;
import io.dengine.server.console.ConsoleServer;
import io.dengine.server.console.Observed;
import io.dengine.server.console.Sampler;
import io.dengine.server.grpc.GrpcConfig;
import io.dengine.server.grpc.GrpcServices;
import io.dengine.server.http.GatewayConfig;
import io.dengine.server.http.HostNames;
import io.dengine.server.http.JsonGateway;
import io.dengine.server.log.NodeAlarms;
import io.dengine.server.log.OperatorLog;
import io.dengine.server.metrics.CallMeter;
import io.dengine.server.metrics.JvmMetrics;
import io.dengine.server.metrics.MetricsRegistry;
import io.dengine.server.metrics.MetricsServer;
import io.dengine.server.metrics.NodeMeter;
import io.dengine.server.port.NodePort;
import io.dengine.server.port.PortConfig;
import io.dengine.server.port.Protocols;
import io.dengine.transport.NodeTls;
import io.dengine.transport.TlsFiles;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node with its ports and its metrics. Parts are closed in the reverse order of opening, also when opening fails. */
final class ServingNode implements RunningNode {
    private static final Logger LOG = LoggerFactory.getLogger(ServingNode.class);
    private static final int HAND_OVER_MILLIS = 1_500;
    private static final int FAREWELL_MILLIS = 1_500;
    private static final int MAX_SCAN_ROWS = 100_000;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private String description = "";

    /**
     * Starts all parts. A node that joins a cluster waits until the cluster has accepted it.
     *
     * @param stop ends that wait
     */
    static ServingNode start(ServerConfig config, CompletableFuture<?> stop) throws StartFailure {
        ServingNode node = new ServingNode();
        try {
            node.open(config, stop);
            return node;
        } catch (StartFailure e) {
            node.stop();
            throw e;
        } catch (BindException e) {
            node.stop();
            throw new StartFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            node.stop();
            throw new StartFailure(ExitCode.DATA_DIRECTORY, Cause.of(e));
        } catch (RuntimeException e) {
            node.stop();
            throw e;
        }
    }

    private void open(ServerConfig config, CompletableFuture<?> stop) throws IOException, StartFailure {
        OperatorLog operator = new OperatorLog(config.identity().nodeId());
        MetricsRegistry registry = new MetricsRegistry(config.identity().nodeId());
        JvmMetrics.register(registry, Version.current());
        NodeMeter meter = new NodeMeter(registry);
        EventLoopGroup loops = openLoops();
        Ports ports = bindPorts(config, registry, loops);
        LocalNodeConfig settings = LocalSettings.of(config);
        if (!NodeDisks.hasData(settings.dataDirectory())) {
            OperatorCalls calls = new OperatorCalls(settings.transport(), loops);
            settings = config.identity().joins()
                    ? admitted(config.identity(), settings, calls, stop)
                    : searched(config, settings, calls, ports.node());
        }
        LocalNode local = LocalNode.open(settings, hooks(meter, operator), loops);
        open.push(local::close);
        tellOperator(local, operator);
        meter.observe(local, config.node());
        watchOver(local.node(), meter, operator, loops);
        CallTarget target = new LocalTarget(local, LocalRequests.ELSEWHERE);
        open.push(target::close);
        CallMeter callMeter = new CallMeter(registry);
        CallServer calls = openCalls(config, target, callMeter);
        ClientTerms terms = ClientTerms.of(config, operator, registry);
        GrpcServices services = openGrpc(config, target, local, terms);
        NodePort port = ports.node();
        port.serve(new Protocols(
                services.services(),
                new JsonGateway(target, local, gateway(config, terms)),
                local.acceptor(),
                calls,
                terms.memory()));
        open.push(port::close); // before what it serves
        open.push(() -> calls.stop(FAREWELL_MILLIS));
        open.push(services::stopping);
        serveConsole(
                ports.console(),
                new Observed(
                        config.identity().nodeId(),
                        local,
                        config.identity().self().address(),
                        Version.current(),
                        config.node().limits().maxWaitingRequests(),
                        meter,
                        callMeter,
                        terms.memory(),
                        port::connections),
                new HostNames(terms.hosts(), local),
                loops);
        local.start();
        long progressNanos = config.watching().progressIntervalNanos();
        if (progressNanos > 0) {
            Subscription telling = local.tellProgress(progressNanos);
            open.push(telling::close);
        }
        open.push(() -> handOver(local.node()));
    }

    private static NodeHooks hooks(NodeMeter meter, OperatorLog operator) {
        return NodeHooks.none()
                .withMetrics(meter)
                .withNotes(operator::note)
                .withSnapshots(report -> {
                    operator.snapshot(report);
                    meter.snapshot(report);
                })
                .withIntegrity(report -> {
                    operator.integrity(report);
                    meter.integrity(report);
                });
    }

    /** Checks, for a node without data that is to form a cluster, whether it is a member of an existing one. */
    private static LocalNodeConfig searched(
            ServerConfig config, LocalNodeConfig settings, OperatorCalls calls, NodePort port)
            throws IOException, StartFailure {
        boolean canBeCalled = config.identity().listenAddress().port() != 0;
        try {
            return new ClusterSearch(settings, calls).settle(canBeCalled ? port : null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(ExitCode.FAILED, "it was interrupted before it knew whether its cluster exists");
        }
    }

    /** Waits until a cluster has accepted this node, which has no data and joins. */
    private static LocalNodeConfig admitted(
            ServerConfig.Identity identity, LocalNodeConfig settings, OperatorCalls calls, CompletableFuture<?> stop)
            throws StartFailure {
        List<String> members = identity.initialMembers().stream()
                .filter(member -> member.id() != identity.nodeId())
                .map(Member::address)
                .toList();
        if (members.isEmpty()) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "it is to join a cluster, but initial_cluster names no member of one that it could ask");
        }
        AdminRequest.Join request = new AdminRequest.Join(
                identity.nodeId(),
                identity.self().address(),
                identity.self().role() == Member.Role.PROMOTABLE,
                true,
                AdminRequest.ANY_INDEX);
        Joining joining = new Joining(request, members, calls, new OperatorLog(identity.nodeId()));
        try {
            MembershipView view = joining.await(stop);
            if (view == null) {
                throw new StartFailure(
                        ExitCode.CLEAN,
                        "it was asked to stop before any cluster had admitted it. " + joining.afterwards());
            }
            return settings.admittedTo(view.cluster(), view.members().members());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(
                    ExitCode.FAILED, "it was interrupted before any cluster had admitted it. " + joining.afterwards());
        }
    }

    private void watchOver(Node node, NodeMeter meter, OperatorLog operator, EventLoopGroup loops) {
        NodeAlarms alarms =
                new NodeAlarms(() -> NodeAlarms.Sample.of(node, meter.refusedForRoom()), operator, System::nanoTime);
        Future<?> looking = loops.next().scheduleAtFixedRate(alarms, 1, 1, TimeUnit.SECONDS);
        open.push(() -> looking.cancel(false));
    }

    /** Transfers leadership while the port is still open, so that the peers can still answer the leader. */
    private static void handOver(Node node) throws InterruptedException {
        if (!node.isReplaceable()) {
            return;
        }
        CountDownLatch left = new CountDownLatch(1);
        node.onStatusChange(status -> {
            if (status.role() != CoreStatus.RoleName.LEADER) {
                left.countDown();
            }
        });
        node.requestStepDown();
        if (!left.await(HAND_OVER_MILLIS, TimeUnit.MILLISECONDS)) {
            LOG.warn("no other node took over in time; the cluster elects a leader once this one is gone");
        }
    }

    private EventLoopGroup openLoops() {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors())),
                new DefaultThreadFactory("d-engine-loop"),
                NioIoHandler.newFactory());
        open.push(() -> loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(3, TimeUnit.SECONDS));
        return loops;
    }

    private void tellOperator(LocalNode local, OperatorLog operator) {
        CoreStatus[] last = {local.node().status()};
        local.node().onStatusChange(status -> {
            operator.statusChanged(last[0], status);
            last[0] = status;
        });
        Configuration[] members = {local.configuration()};
        local.node().onConfigurationChange(configuration -> {
            operator.membersChanged(members[0], configuration);
            members[0] = configuration;
        });
        local.node().onFailure(failure::completeExceptionally);
    }

    private CallServer openCalls(ServerConfig config, CallTarget target, CallMeter meter) {
        CallServer calls = new CallServer(
                config.identity().nodeId(),
                target,
                CallLimits.standard(config.node().limits().maxCommandBytes()),
                meter);
        open.push(calls::close);
        return calls;
    }

    private GrpcServices openGrpc(ServerConfig config, CallTarget target, LocalNode local, ClientTerms terms) {
        ExecutorService streams = Executors.newVirtualThreadPerTaskExecutor();
        open.push(streams::shutdownNow);
        return new GrpcServices(
                new GrpcConfig(config.reading().level(), config.reading().levelByRequest(), MAX_SCAN_ROWS),
                target,
                local,
                terms.admin(),
                streams);
    }

    private static GatewayConfig gateway(ServerConfig config, ClientTerms terms) {
        Limits limits = Limits.withinCommandsOf(config.node().limits().maxCommandBytes());
        return new GatewayConfig(
                Version.current(),
                config.reading().level(),
                config.reading().levelByRequest(),
                limits.maxKeyBytes(),
                limits.maxValueBytes(),
                MAX_SCAN_ROWS,
                terms.hosts(),
                terms.admin());
    }

    /** The ports of a node; the one of the console is null if the configuration names none. */
    private record Ports(NodePort node, @Nullable ConsoleServer console) {}

    /** Binds all ports before anything else: a port in use must neither change files nor let others add this node. */
    private Ports bindPorts(ServerConfig config, MetricsRegistry registry, EventLoopGroup loops) throws IOException {
        NodePort node = bindPort(config, loops);
        if (config.observing().metricsEnabled()) {
            openMetrics(config.observing(), registry, loops);
        }
        return new Ports(node, bindConsole(config.observing().console(), loops));
    }

    private NodePort bindPort(ServerConfig config, EventLoopGroup loops) throws IOException {
        Address listen = config.identity().listenAddress();
        TlsFiles encryption = config.encryption();
        NodePort port = NodePort.bind(
                PortConfig.standard(listen.host(), listen.port())
                        .withTls(
                                encryption == null
                                        ? null
                                        : NodeTls.load(encryption).accepting()),
                loops);
        open.push(port::close);
        description = "address " + listen;
        return port;
    }

    /**
     * Serves metrics. If the configuration names no port, a port that is in use must not keep the node from serving.
     */
    private void openMetrics(ServerConfig.Observing observing, MetricsRegistry registry, EventLoopGroup loops)
            throws IOException {
        try {
            MetricsServer metrics =
                    MetricsServer.start(observing.metricsHost(), observing.metricsPort(), registry, loops);
            open.push(metrics::close);
            description += ", metrics port " + metrics.port();
        } catch (IOException e) {
            if (observing.metricsPortChosen()) {
                throw e;
            }
            LOG.warn("no metrics are served: {}", e.getMessage());
        }
    }

    private @Nullable ConsoleServer bindConsole(@Nullable Address address, EventLoopGroup loops) throws IOException {
        if (address == null) {
            return null;
        }
        ConsoleServer console = new ConsoleServer(new InetSocketAddress(address.host(), address.port()), loops);
        open.push(console::close);
        description += ", console http://"
                + new Address(address.host(), console.address().getPort());
        return console;
    }

    private void serveConsole(@Nullable ConsoleServer console, Observed parts, HostNames hosts, EventLoopGroup loops) {
        if (console == null) {
            return;
        }
        Sampler sampler = new Sampler(parts, loops);
        open.push(sampler::close);
        open.push(console::close); // before what it serves
        console.serve(sampler.samples(), hosts);
        sampler.start();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public CompletableFuture<Void> failure() {
        return failure;
    }

    @Override
    public void stop() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the node could not be closed in order", e);
            }
        }
        failure.cancel(false);
    }
}
