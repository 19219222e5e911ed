package io.dengine.node;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.Node;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.port.UnreadableFileException;
import io.dengine.node.start.ConfiguredMembers;
import io.dengine.node.start.CustomLogSource;
import io.dengine.node.start.LogSource;
import io.dengine.node.start.MachineBoot;
import io.dengine.node.start.NodeDisks;
import io.dengine.node.start.NodeLog;
import io.dengine.node.start.NodeStorage;
import io.dengine.node.start.OwnLogSource;
import io.dengine.transport.ClusterId;
import io.dengine.transport.EventLoopCarrier;
import io.dengine.transport.PeerIdentity;
import io.dengine.transport.PeerTransport;
import io.dengine.transport.TransportConfig;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.snapshot.FileSnapshots;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a member, opened from its data directory and connected to each other.
 *
 * @param node runs once it is started
 * @param storage its log, snapshots and state machine
 * @param transport its connections to peers
 * @param self what it proves to peers
 * @param <M> the type of the state machine
 */
record MemberAssembly<M extends StateMachine>(
        Node node, NodeStorage<M> storage, PeerTransport transport, PeerIdentity self) {
    private static final Logger LOG = LoggerFactory.getLogger(MemberAssembly.class);

    /** Log lines that operators see at every level. */
    private static final Logger OPERATOR = LoggerFactory.getLogger("d-engine.operator");

    /**
     * Opens the data directory, recovers its content, and assembles the member. Nothing runs before the node is
     * started.
     *
     * @param loops carry the connections to peers; they belong to the caller and must outlive the member
     * @throws IOException if the directory cannot be used; the message says why and what to do
     */
    static <M extends StateMachine> MemberAssembly<M> open(
            LocalNodeConfig config, NodeHooks hooks, EventLoopGroup loops, NodeStorage.MachineOpener<M> machines)
            throws IOException {
        try {
            return openFiles(config, hooks, loops, machines);
        } catch (UnreadableFileException e) {
            throw NodeStorage.unreadable(config.absoluteDirectory().toString(), e);
        }
    }

    private static <M extends StateMachine> MemberAssembly<M> openFiles(
            LocalNodeConfig config, NodeHooks hooks, EventLoopGroup loops, NodeStorage.MachineOpener<M> machines)
            throws IOException {
        Disk snapshotDisk = NodeDisks.openSnapshots(config.dataDirectory());
        try {
            Source source = Source.open(config, snapshotDisk);
            DirectoryOwner owner = source.owner;
            try {
                ClusterId cluster = owner.cluster();
                FileSnapshots snapshots = FileSnapshots.open(snapshotDisk, cluster.high(), cluster.low());
                snapshots.refuseStrange();
                owner.nameNew(config.dataDirectory());
                NodeStorage<M> storage = NodeStorage.open(source.log, snapshots, machines, settings(config));
                reportDamage(snapshots, config);
                settle(config, owner, storage);
                return assemble(config, cluster, hooks, loops, storage);
            } catch (IOException | RuntimeException e) {
                source.log.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            snapshotDisk.close();
            throw e;
        }
    }

    private static NodeStorage.Settings settings(LocalNodeConfig config) {
        return new NodeStorage.Settings(
                config.node().core().nodeId(),
                config.absoluteDirectory().toString(),
                config.node().core().acknowledgedLevel(),
                OPERATOR::info,
                LOG::warn);
    }

    private static void reportDamage(FileSnapshots snapshots, LocalNodeConfig config) {
        for (FileSnapshots.Aside file : snapshots.aside()) {
            LOG.warn(
                    "In the data directory {}: the snapshot file {} is damaged and was set aside as {}."
                            + " The node uses an older snapshot or its log instead. Check the disk, and delete the"
                            + " file that was set aside once the cluster is well.",
                    config.absoluteDirectory(),
                    file.name(),
                    file.as());
        }
    }

    /**
     * The source of the log, which needs to know the cluster.
     *
     * @param owner the cluster that the data directory belongs to
     */
    private record Source(LogSource log, DirectoryOwner owner) {
        static Source open(LocalNodeConfig config, Disk snapshots) throws IOException {
            CustomLogSource.Opener custom = config.log();
            if (custom == null) {
                return ownLog(config, snapshots);
            }
            if (NodeDisks.hasOwnLog(config.dataDirectory())) {
                throw otherLog(config, "the engine's own log, and the configuration names another log store");
            }
            DirectoryOwner owner = DirectoryOwner.settle(config, null, snapshots);
            LogSource log = new CustomLogSource(
                    custom,
                    SnapshotMeta.bootstrap(config.bootstrap()),
                    config.dataDirectory(),
                    config.node().core().nodeId(),
                    MachineBoot.id());
            return new Source(log, owner);
        }

        private static Source ownLog(LocalNodeConfig config, Disk snapshots) throws IOException {
            if (NodeDisks.hasCustomLog(config.dataDirectory())) {
                throw otherLog(config, "a log store of your own, which the configuration does not name");
            }
            Disk disk = NodeDisks.openLog(config.dataDirectory());
            try {
                DirectoryOwner owner = DirectoryOwner.settle(config, disk, snapshots);
                return new Source(new OwnLogSource(disk, walConfig(config, owner.cluster())), owner);
            } catch (IOException | RuntimeException e) {
                disk.close();
                throw e;
            }
        }
    }

    private static IOException otherLog(LocalNodeConfig config, String what) {
        return new IOException("The data in " + config.absoluteDirectory()
                + " are in " + what + ". Nothing was changed. Use what the directory was begun with, or another"
                + " directory.");
    }

    private static WalConfig walConfig(LocalNodeConfig config, ClusterId cluster) throws IOException {
        SecureRandom random = new SecureRandom();
        return new WalConfig(
                cluster.high(),
                cluster.low(),
                config.node().core().nodeId(),
                random.nextLong(1, Long.MAX_VALUE),
                MachineBoot.id(),
                SnapshotMeta.bootstrap(config.bootstrap()),
                WalConfig.DEFAULT_SEGMENT_BYTES,
                config.node().core().cacheBytes(),
                random.nextLong());
    }

    private static <M extends StateMachine> MemberAssembly<M> assemble(
            LocalNodeConfig config, ClusterId cluster, NodeHooks hooks, EventLoopGroup loops, NodeStorage<M> storage) {
        NodeLog log = storage.log();
        int nodeId = config.node().core().nodeId();
        PeerIdentity self = new PeerIdentity(cluster, nodeId, log.storageId(), config.address());
        PeerTransport transport = new PeerTransport(self, withListed(config), loops);
        NodeHooks watched = hooks.withCarrier(new EventLoopCarrier(loops));
        NodePorts ports =
                new NodePorts(log.store(), storage.snapshots(), storage.machine(), transport, TimeSource.system());
        Node node = Node.assemble(config.node(), ports, watched, storage.recovery());
        return new MemberAssembly<>(node, storage, transport, self);
    }

    /** Adds the members that the operator configured to the possible peers, even if this node's data are outdated. */
    private static TransportConfig withListed(LocalNodeConfig config) {
        TransportConfig transport = config.transport();
        return transport.withTrust(transport.trust().withListed(config.initialMembers()));
    }

    /**
     * Checks the configured members against the log. The log decides who the members are, unless it shows that this
     * node was started with the wrong configuration.
     */
    /** Checks the members, and names the cluster again if its file is missing. Closes the state machine if it fails. */
    private static void settle(LocalNodeConfig config, DirectoryOwner owner, NodeStorage<?> storage)
            throws IOException {
        try {
            checkMembers(config, storage);
            if (owner.nameAgain(config.dataDirectory())) {
                LOG.warn(
                        "The file {} was missing. It was written again, with the id {}, which {} names.",
                        ClusterFile.in(config.absoluteDirectory()),
                        owner.cluster(),
                        owner.source());
            }
        } catch (IOException | RuntimeException e) {
            storage.machine().close();
            throw e;
        }
    }

    private static void checkMembers(LocalNodeConfig config, NodeStorage<?> storage) throws IOException {
        ConfiguredMembers configured =
                new ConfiguredMembers(config.node().core().nodeId(), config.initialMembers());
        String objection = configured.objectionTo(storage.members());
        if (objection != null) {
            throw new IOException("The data directory "
                    + config.absoluteDirectory() + " does not fit the configuration. "
                    + objection);
        }
        if (!configured.match(storage.members())) {
            LOG.warn(
                    "The members in this node's data differ from the configured ones, which are ignored: the data"
                            + " decides. members={}",
                    ConfiguredMembers.inWords(storage.members().members()));
        }
    }
}
