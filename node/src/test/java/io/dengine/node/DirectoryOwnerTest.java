package io.dengine.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.kv.store.KvConfig;
import io.dengine.node.start.NodeDisks;
import io.dengine.transport.ClusterId;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster of a directory is that of its data, whatever the configuration says; (1, 2) is configured here. */
class DirectoryOwnerTest {
    private static final ClusterId CONFIGURED = new ClusterId(1, 2);
    private static final ClusterId OWN = new ClusterId(7, 8);
    private static final SnapshotMeta BEGINNING =
            SnapshotMeta.bootstrap(new Configuration(0, List.of(new Member(1, "127.0.0.1:1", 0, Member.Role.VOTER))));

    @TempDir
    Path directory;

    private DirectoryOwner settle() throws IOException {
        return settle(OneNode.config(directory, 1_000, KvConfig.STANDARD));
    }

    private DirectoryOwner settle(LocalNodeConfig config) throws IOException {
        try (Disk snapshots = NodeDisks.openSnapshots(directory)) {
            if (NodeDisks.hasCustomLog(directory)) {
                return DirectoryOwner.settle(config, null, snapshots);
            }
            try (Disk log = NodeDisks.openLog(directory)) {
                return DirectoryOwner.settle(config, log, snapshots);
            }
        }
    }

    private SegmentedLog createLog() throws IOException {
        WalConfig wal =
                new WalConfig(OWN.high(), OWN.low(), 1, 77, "boot", BEGINNING, WalConfig.DEFAULT_SEGMENT_BYTES, 100, 5);
        SegmentedLog log = new SegmentedLog(NodeDisks.openLog(directory), wal);
        log.recover();
        return log;
    }

    private void useLog() throws IOException {
        try (SegmentedLog log = createLog()) {
            log.settle(new HardState(1, 1), Effect.Level.SYNCED);
            log.append(List.of(new Entry(1, 1, 1, Entry.Kind.NOOP, Bytes.EMPTY)));
            log.sync();
        }
    }

    private void useCustomLog() throws IOException {
        Files.writeString(directory.resolve("log-memory"), "");
    }

    private void storeSnapshot() throws IOException {
        try (FileSnapshots snapshots = FileSnapshots.open(NodeDisks.openSnapshots(directory), OWN.high(), OWN.low());
                SnapshotStore.Writing writing =
                        snapshots.write(new SnapshotMeta(new EntryId(9, 1), 9, BEGINNING.configuration()))) {
            writing.finish();
        }
    }

    private void nameTheCluster(ClusterId cluster) throws IOException {
        ClusterFile.write(directory, cluster);
    }

    @Test
    void a_directory_without_data_belongs_to_the_configured_cluster() throws IOException {
        assertThat(settle().cluster()).isEqualTo(CONFIGURED);
        nameTheCluster(OWN); // by a start that was cut short: another one asks again
        assertThat(settle().cluster()).isEqualTo(CONFIGURED);
    }

    /** A node with data ignores the list, as it ignores the configured cluster. */
    @Test
    void a_list_of_members_that_no_node_could_store_stops_only_a_node_without_data() throws IOException {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= 64; id++) {
            members.add(new Member(id, "h".repeat(60) + ":" + id, 0, Member.Role.VOTER));
        }
        LocalNodeConfig config =
                OneNode.config(directory, 1_000, KvConfig.STANDARD).admittedTo(CONFIGURED, members);
        assertThatThrownBy(() -> settle(config))
                .hasMessageContaining("A node without data cannot begin with the configured members")
                .hasMessageContaining("The members would take")
                .hasMessageContaining("Nothing was changed");
        useLog();
        assertThat(settle(config).cluster()).isEqualTo(OWN);
    }

    @Test
    void a_log_whose_creation_did_not_end_has_no_owner_yet() throws IOException {
        createLog().close();
        Files.delete(directory.resolve("log/state"));
        Path segment = directory.resolve("log/00000000000000000001.log");
        byte[] header = Arrays.copyOf(Files.readAllBytes(segment), 64);
        Files.write(segment, Arrays.copyOf(header, 1 << 20)); // without a frame: the state would be written next
        assertThat(settle().cluster()).isEqualTo(CONFIGURED);
    }

    @Test
    void the_state_of_the_log_names_the_cluster() throws IOException {
        createLog().close();
        assertThat(settle().cluster()).isEqualTo(OWN);
        assertThat(settle().source()).isEqualTo("log/state");
    }

    @Test
    void a_segment_names_it_if_the_state_cannot_be_read_or_is_gone() throws IOException {
        useLog();
        Files.write(directory.resolve("log/state"), new byte[32 << 10]);
        assertThat(settle().cluster()).isEqualTo(OWN);
        Files.delete(directory.resolve("log/state"));
        assertThat(settle().cluster()).isEqualTo(OWN);
        assertThat(settle().source()).isEqualTo("log/00000000000000000001.log");
    }

    @Test
    void a_snapshot_names_it_beside_a_log_store_of_the_user_s_own() throws IOException {
        useCustomLog();
        storeSnapshot();
        assertThat(settle().cluster()).isEqualTo(OWN);
        assertThat(settle().source()).startsWith("snapshots/snapshot-");
    }

    @Test
    void the_file_alone_names_it_if_no_other_does() throws IOException {
        useCustomLog();
        assertThatThrownBy(this::settle)
                .hasMessageContaining(directory.resolve("cluster-id") + " is missing")
                .hasMessageContaining("Nothing was changed")
                .hasMessageContaining("GET /cluster");
        assertThat(directory.resolve("cluster-id")).doesNotExist();
        nameTheCluster(OWN);
        assertThat(settle().cluster()).isEqualTo(OWN);
    }

    @Test
    void a_file_that_names_another_cluster_than_the_data_stops_the_start() throws IOException {
        useLog();
        nameTheCluster(CONFIGURED);
        assertThatThrownBy(this::settle)
                .hasMessageContaining("the file cluster-id names " + CONFIGURED)
                .hasMessageContaining("the data in log/state belong to " + OWN)
                .hasMessageContaining("Nothing was changed");
    }

    @Test
    void a_missing_file_is_written_again_beside_data_and_a_new_one_before_them() throws IOException {
        DirectoryOwner fresh = settle();
        assertThat(fresh.nameAgain(directory)).isFalse();
        fresh.nameNew(directory);
        assertThat(ClusterFile.read(directory)).isEqualTo(CONFIGURED);

        useLog();
        Files.delete(directory.resolve("cluster-id"));
        DirectoryOwner used = settle();
        used.nameNew(directory);
        assertThat(ClusterFile.read(directory)).isNull();
        assertThat(used.nameAgain(directory)).isTrue();
        assertThat(ClusterFile.read(directory)).isEqualTo(OWN);
    }
}
