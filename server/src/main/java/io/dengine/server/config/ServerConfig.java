package io.dengine.server.config;

import io.dengine.api.ReadLevel;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeConfig;
import io.dengine.kv.store.Quotas;
import io.dengine.server.access.AdminAccess;
import io.dengine.transport.ClusterId;
import io.dengine.transport.PeerNetworks;
import io.dengine.transport.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The complete configuration of a node, checked and in the units that the program uses.
 *
 * @param identity the node's identity and its initial members
 * @param directories the node's directories
 * @param storing the storage of the keys
 * @param node the settings of the engine and the protocol
 * @param reading the settings for reads
 * @param watching the settings for watches
 * @param quotas the limits on clients' use of the replicated state
 * @param observing the settings for metrics, console and log
 * @param access the access of clients and operators, and its limits
 * @param encryption of connections, or null for none
 * @param peering who is accepted as a peer
 */
public record ServerConfig(
        Identity identity,
        Directories directories,
        Storing storing,
        NodeConfig node,
        Reading reading,
        Watching watching,
        Quotas quotas,
        Observing observing,
        Access access,
        @Nullable TlsFiles encryption,
        Peering peering) {
    /**
     * The node's identity and its initial members.
     *
     * @param nodeId from 1
     * @param listenAddress the address on which it accepts connections
     * @param initialMembers the members by id, including this node; only a node without data uses them
     * @param clusterId distinguishes this cluster from others
     */
    public record Identity(int nodeId, Address listenAddress, List<Member> initialMembers, ClusterId clusterId) {
        public Identity {
            initialMembers = List.copyOf(initialMembers);
        }

        /** Returns this node as the list of members has it. */
        public Member self() {
            for (Member member : initialMembers) {
                if (member.id() == nodeId) {
                    return member;
                }
            }
            throw new IllegalStateException("the list of members lacks this node");
        }

        /** Returns whether this node starts as a learner, so that the cluster must accept it first. */
        public boolean joins() {
            return !self().isVoter();
        }
    }

    /**
     * The node's directories.
     *
     * @param data the log and the state; only one node may use it
     * @param log the directory of {@code d.log}
     */
    public record Directories(Path data, Path log) {}

    /**
     * The rules for who is accepted as a peer, beside those that need no configuration.
     *
     * @param secret the file with the secret that only the members share, or null for none
     * @param networks the networks from which peers may connect
     */
    public record Peering(@Nullable Path secret, PeerNetworks networks) {}

    /**
     * The storage of the keys.
     *
     * @param onDisk true for RocksDB, false for memory
     * @param cacheBytes the memory for cached reads, with RocksDB
     * @param memtableBytes the memory for buffered writes, with RocksDB
     */
    public record Storing(boolean onDisk, long cacheBytes, long memtableBytes) {}

    /**
     * The settings for reads.
     *
     * @param level of reads that name none
     * @param levelByRequest whether a request may name its own
     */
    public record Reading(ReadLevel level, boolean levelByRequest) {}

    /**
     * The settings for watches.
     *
     * @param bufferEvents the maximum number of events that wait for one watcher
     * @param maxWatchers the maximum number of watchers
     * @param progressIntervalNanos the interval between progress notifications; 0 for none
     */
    public record Watching(int bufferEvents, int maxWatchers, long progressIntervalNanos) {}

    /**
     * The settings for metrics, console and log.
     *
     * @param metricsEnabled whether {@code /metrics} is served
     * @param metricsHost the host on which it listens
     * @param metricsPort the port on which it listens; 0 lets the system pick one
     * @param metricsPortChosen whether the user named the port, so that a port in use is an error and not a warning
     * @param console the address that serves {@code d-engine console}, or null for none
     * @param logLevel trace, debug, info, warn or error
     */
    public record Observing(
            boolean metricsEnabled,
            String metricsHost,
            int metricsPort,
            boolean metricsPortChosen,
            @Nullable Address console,
            String logLevel) {}

    /**
     * The access of clients and operators, and its limits.
     *
     * @param admin the callers whose operators' requests are accepted
     * @param adminTokenFile the file with the token for operators' requests, or null if there is none
     * @param allowedHosts names of this node besides its addresses and its members' hosts, in lower case
     * @param clientMemoryBytes the memory that all clients together may make the node hold; 0 for a quarter of the
     *     heap
     */
    public record Access(
            AdminAccess.Mode admin, @Nullable Path adminTokenFile, List<String> allowedHosts, long clientMemoryBytes) {
        public Access {
            allowedHosts = List.copyOf(allowedHosts);
        }
    }
}
