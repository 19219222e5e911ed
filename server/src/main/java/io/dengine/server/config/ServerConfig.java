package io.dengine.server.config;

import io.dengine.core.membership.Member;
import io.dengine.engine.NodeConfig;
import io.dengine.kv.store.Quotas;
import io.dengine.server.api.AdminAccess;
import io.dengine.server.api.ReadPolicy;
import io.dengine.transport.ClusterId;
import io.dengine.transport.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a node is told before it starts, checked and in the units the program uses.
 *
 * @param identity who this node is, and with whom it begins
 * @param directories where it keeps what
 * @param storing where it keeps the keys
 * @param node the settings of the engine and the protocol
 * @param reading how reads are answered
 * @param watching how watchers are served
 * @param quotas what clients may take of the replicated state
 * @param observing what the node tells about itself
 * @param access who may ask it for what, and for how much
 * @param encryption of connections, or null for none
 * @param peerSecret the file with what all members know and nobody else, or null for none
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
        @Nullable Path peerSecret) {
    /**
     * Who this node is, and with whom it begins.
     *
     * @param nodeId from 1
     * @param listenAddress where it accepts connections
     * @param initialMembers the members by id, this node among them; only a node without data looks at them
     * @param clusterId tells this cluster from others
     */
    public record Identity(int nodeId, Address listenAddress, List<Member> initialMembers, ClusterId clusterId) {
        public Identity {
            initialMembers = List.copyOf(initialMembers);
        }

        /** This node as its cluster's list has it. */
        public Member self() {
            for (Member member : initialMembers) {
                if (member.id() == nodeId) {
                    return member;
                }
            }
            throw new IllegalStateException("the list of members lacks this node");
        }

        /** Whether this node starts as a learner and so has to be admitted by the cluster. */
        public boolean joins() {
            return !self().isVoter();
        }
    }

    /**
     * Where the node keeps what.
     *
     * @param data the log and the state; one node alone may use it
     * @param log where {@code d.log} goes
     */
    public record Directories(Path data, Path log) {}

    /**
     * Where the node keeps the keys.
     *
     * @param onDisk on RocksDB instead of in memory
     * @param cacheBytes how much of what is read is kept in memory then
     * @param memtableBytes how much of what is written is kept in memory then
     */
    public record Storing(boolean onDisk, long cacheBytes, long memtableBytes) {}

    /**
     * How reads are answered.
     *
     * @param policy for reads that name none
     * @param policyByRequest whether a request may name its own
     */
    public record Reading(ReadPolicy policy, boolean policyByRequest) {}

    /**
     * How watchers are served.
     *
     * @param bufferEvents events that may wait for one watcher
     * @param maxWatchers watchers at the same time
     * @param progressIntervalNanos how often watchers are told the revision; 0 is never
     */
    public record Watching(int bufferEvents, int maxWatchers, long progressIntervalNanos) {}

    /**
     * What the node tells about itself.
     *
     * @param metricsEnabled whether {@code /metrics} is served
     * @param metricsHost where it listens
     * @param metricsPort where; 0 lets the system pick
     * @param metricsPortChosen whether the user named the port, so that a busy one is an error and not a warning
     * @param console where {@code d-engine console} looks; null where it cannot
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
     * Who may ask this node for what, and for how much.
     *
     * @param admin whose requests of operators are taken
     * @param adminTokenFile the file with the token for them, or null if there is none
     * @param allowedHosts names of this node besides its addresses and its members' hosts, in lower case
     * @param clientMemoryBytes what all clients together may make it hold; 0 for what suits the heap
     */
    public record Access(
            AdminAccess.Mode admin, @Nullable Path adminTokenFile, List<String> allowedHosts, long clientMemoryBytes) {
        public Access {
            allowedHosts = List.copyOf(allowedHosts);
        }
    }
}
