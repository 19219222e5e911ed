package io.dengine.simulator.run;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.node.BackupFile;
import io.dengine.node.LocalNodeConfig;
import io.dengine.simulator.check.Violation;
import io.dengine.transport.ClusterId;
import io.dengine.transport.TransportConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An operator who restores the disks of a new cluster from a backup, with the code that ships. Some attempts are cut
 * short by a crash or a loss of power, and repeated.
 */
final class Restoration {
    private static final int OPERATIONS = 40;

    private final World former;
    private final Archivist archive;
    private final SplittableRandom random;
    private final BackupFile.Content content;
    private final List<Member> members = new ArrayList<>();
    private final Map<Integer, WalStorage> restored = new TreeMap<>();
    private @Nullable ClusterId cluster;

    Restoration(World former, Archivist archive) throws IOException {
        this.former = former;
        this.archive = archive;
        this.random = former.streams().disasters();
        this.content = BackupFile.read(archive.file());
        for (int id = 1; id <= former.swarm().voters(); id++) {
            members.add(new Member(id, "node" + id, 0, Member.Role.VOTER));
        }
    }

    /** Returns the first members of the new cluster. */
    Configuration members() {
        return new Configuration(content.meta().index(), members);
    }

    /** Restores the disk of each member. */
    void restoreAll() throws IOException {
        for (Member member : members) {
            WalStorage disk = new WalStorage(
                    member.id(), segmentBytes(), former.streams().disk().split());
            ClusterId id = null;
            while (id == null) {
                id = attempt(disk, config(member));
            }
            if (cluster != null && !cluster.equals(id)) {
                throw new Violation("restore", "members of clusters " + cluster + " and " + id + " from one backup");
            }
            cluster = id;
            restored.put(member.id(), disk);
        }
    }

    private @Nullable ClusterId attempt(WalStorage disk, LocalNodeConfig config) throws IOException {
        boolean cutShort = random.nextInt(3) == 0;
        disk.restore(
                (disks, identity) -> BackupFile.restore(archive.file(), content, config, disks, identity),
                cutShort ? 1 + random.nextInt(OPERATIONS) : Integer.MAX_VALUE);
        if (cutShort && random.nextBoolean()) {
            disk.losePower(random);
        } else {
            disk.killProcess();
        }
        ClusterId id = disk.restoredCluster(SnapshotMeta.bootstrap(members()));
        former.scheduler().note("restore", config.node().core().nodeId(), id == null ? 0 : 1);
        former.count(id == null ? LifeEvent.RESTORE_CUT_SHORT : LifeEvent.DISK_RESTORED);
        return id;
    }

    private int segmentBytes() {
        return former.swarm().tuning().segmentBytes();
    }

    private LocalNodeConfig config(Member member) throws IOException {
        return new LocalNodeConfig(
                archive.directoryOf(member.id()),
                new ClusterId(7, member.id()),
                members,
                member.address(),
                former.swarm().nodeConfig(member.id(), former.seed()),
                TransportConfig.standard(),
                KvConfig.STANDARD,
                KeyTables.Opener.MEMORY);
    }

    /** Returns the storage of the new cluster's machines: the restored disks, and empty ones for all others. */
    World.Storages storages() {
        return new World.Storages() {
            @Override
            public Storage create(int node) {
                WalStorage disk = restored.get(node);
                return disk != null
                        ? disk
                        : new WalStorage(
                                node, segmentBytes(), former.streams().disk().split(), cluster());
            }

            @Override
            public StoreDisk createStores() {
                return former.storages().createStores();
            }
        };
    }

    ClusterId cluster() {
        if (cluster == null) {
            throw new IllegalStateException("nothing is restored yet");
        }
        return cluster;
    }
}
