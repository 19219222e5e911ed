package io.dengine.node;

import io.dengine.api.ClusterView;
import io.dengine.api.Subscription;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Node;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.node.membership.MemberChanges;
import io.dengine.node.membership.OperatorAnswers;
import io.dengine.node.start.NodeLog;
import io.dengine.node.start.NodeStorage;
import io.dengine.transport.ClusterId;
import io.dengine.transport.PeerAcceptor;
import io.dengine.transport.PeerTransport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One member of a cluster with its log, its state machine and its connections. Thread-safe. */
public sealed class LocalMember implements AutoCloseable permits LocalNode {
    private final Node node;
    private final NodeLog log;
    private final PeerTransport transport;
    private final ClusterId clusterId;
    private final ClusterViews views;
    private final CommittedMembers committed;
    private final MemberChanges changes;

    LocalMember(MemberAssembly<?> parts) {
        this.node = parts.node();
        this.log = parts.storage().log();
        this.transport = parts.transport();
        this.clusterId = parts.self().cluster();
        this.views = new ClusterViews(node, clusterId, parts.storage().machine());
        this.committed = new CommittedMembers(node);
        this.changes = new MemberChanges(parts.self().nodeId(), node, clusterId, transport);
        transport.onQuestion(new OperatorAnswers(clusterId, changes));
        node.onFailure(cause -> log.nodeFailed());
    }

    /**
     * Opens the data directory, recovers its content, and assembles a member with a custom state machine. Nothing runs
     * before {@link #start}.
     *
     * @param loops carry the connections to peers; they belong to the caller and must outlive the member
     * @throws IOException if the directory cannot be used; the message says why and what to do
     */
    public static LocalMember open(
            LocalNodeConfig config, NodeHooks hooks, EventLoopGroup loops, NodeStorage.MachineOpener<?> machines)
            throws IOException {
        return new LocalMember(MemberAssembly.open(config, hooks, loops, machines));
    }

    /** Starts the threads and the connections. */
    public void start() {
        node.start();
    }

    /** Returns the Raft node, with its status and control operations. */
    public final Node node() {
        return node;
    }

    /** Returns the id of this member's cluster. */
    public final ClusterId clusterId() {
        return clusterId;
    }

    /** Returns the acceptor for connections of peers. The owner of the listening port installs it. */
    public final PeerAcceptor acceptor() {
        return transport.acceptor();
    }

    /** Returns the cluster as clients see it. */
    public final ClusterView cluster() {
        return views.now();
    }

    /** Calls {@code listener}, one call at a time, after changes of the leader or the members. */
    public final Subscription onClusterChange(Consumer<ClusterView> listener) {
        return views.listen(listener);
    }

    /** Returns the newest committed configuration, and its listeners. */
    public final CommittedMembers committedMembers() {
        return committed;
    }

    /** Executes an operator's request through the leader, see {@link NodeOperations#administer}. */
    public final CompletableFuture<Configuration> administer(AdminRequest request) {
        return changes.execute(request);
    }

    /** Transfers leadership, stops all threads, and releases the directory. Takes a bounded time. */
    @Override
    public void close() {
        node.close();
        if (node.failure() == null) {
            log.nodeClosed();
        }
    }
}
