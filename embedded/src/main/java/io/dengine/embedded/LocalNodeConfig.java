package io.dengine.embedded;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeConfig;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.transport.ClusterId;
import io.dengine.transport.TransportConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * What a member is made from.
 *
 * @param dataDirectory where its log lives; created if it is not there
 * @param cluster the cluster that a node without data belongs to
 * @param initialMembers the members that a node without data knows of: the voters of a new cluster, or for a node that
 *     joins those that admitted it, itself as a learner among them; a node with data ignores them
 * @param address host and port where peers reach this node
 * @param store how much of the past the store keeps, and the like
 * @param keys where the store keeps its keys
 */
public record LocalNodeConfig(
        Path dataDirectory,
        ClusterId cluster,
        List<Member> initialMembers,
        String address,
        NodeConfig node,
        TransportConfig transport,
        KvConfig store,
        KeyTables.Opener keys) {
    public LocalNodeConfig {
        initialMembers = List.copyOf(initialMembers);
    }

    /** The same for a node without data that was admitted to {@code otherCluster}. */
    public LocalNodeConfig admittedTo(ClusterId otherCluster, List<Member> members) {
        return new LocalNodeConfig(dataDirectory, otherCluster, members, address, node, transport, store, keys);
    }

    Configuration bootstrap() {
        return new Configuration(0, initialMembers);
    }
}
