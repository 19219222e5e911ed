package io.dengine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.MemberView;
import io.dengine.node.start.NodeDisks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Engines that are started with the directory of another, with another list of members, or with none at all. */
@Timeout(120)
class WrongDirectoryTest {
    @TempDir
    Path root;

    private static EngineConfig.Builder alone(Path directory) {
        return Cluster.quick(EngineConfig.in(directory));
    }

    private static void put(EngineConfig.Builder config) {
        try (EmbeddedEngine engine = EmbeddedEngine.start(config.build())) {
            engine.awaitReady(Cluster.PATIENCE);
            engine.client().put("key", "value");
        }
    }

    private static String read(EngineConfig.Builder config) {
        try (EmbeddedEngine engine = EmbeddedEngine.start(config.build())) {
            engine.awaitReady(Cluster.PATIENCE);
            return engine.client().get("key").orElseThrow().valueText();
        }
    }

    @Test
    void a_directory_of_another_node_is_refused_and_left_alone() {
        put(alone(root));
        assertThatThrownBy(() -> EmbeddedEngine.start(alone(root).nodeId(7).build()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("belongs to node 1, and this is node 7")
                .hasMessageContaining("Nothing was changed");
        assertThat(read(alone(root))).isEqualTo("value");
    }

    @Test
    void a_directory_that_lost_the_name_of_its_cluster_reads_it_from_its_data_and_stores_it_again() throws IOException {
        put(alone(root));
        String cluster = Files.readString(root.resolve("cluster-id"));
        Files.delete(root.resolve("cluster-id"));
        assertThat(read(alone(root).clusterName("of another configuration"))).isEqualTo("value");
        assertThat(root.resolve("cluster-id")).hasContent(cluster);
    }

    @Test
    void a_directory_that_names_another_cluster_than_its_data_is_refused_and_left_alone() throws IOException {
        put(alone(root));
        String cluster = Files.readString(root.resolve("cluster-id")).strip();
        String other = "0".repeat(32);
        Files.writeString(root.resolve("cluster-id"), other);
        List<String> before = contents(root);
        assertThatThrownBy(() -> EmbeddedEngine.start(alone(root).build()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("the file cluster-id names " + other)
                .hasMessageContaining("the data in log/state belong to " + cluster)
                .hasMessageContaining("Nothing was changed");
        assertThat(contents(root)).isEqualTo(before);
        Files.delete(root.resolve("cluster-id"));
        assertThat(read(alone(root))).isEqualTo("value");
    }

    @Test
    void who_began_alone_does_not_go_on_alone_beside_voters_that_know_nothing_of_it() {
        put(alone(root));
        EngineConfig.Builder three = alone(root)
                .member(1, "127.0.0.1:1")
                .member(2, "127.0.0.1:2")
                .member(3, "127.0.0.1:3")
                .listenOn("127.0.0.1:0");
        assertThatThrownBy(() -> EmbeddedEngine.start(three.build()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("began alone, which has never had another member")
                .hasMessageContaining("node 2 at 127.0.0.1:2, node 3 at 127.0.0.1:3")
                .hasMessageContaining("To grow this cluster");
        assertThat(read(alone(root))).isEqualTo("value");
    }

    @Test
    void the_first_node_of_a_grown_cluster_that_lost_its_disk_begins_nothing() throws IOException {
        try (Cluster cluster = new Cluster(root, 1, Cluster.Settings.NONE)) {
            cluster.engine(1).client().put("key", "value");
            for (int id = 2; id <= 3; id++) {
                EmbeddedEngine joined = cluster.start(
                        id, cluster.builder(id).listenOn(cluster.address(id)).join(cluster.address(1)));
                joined.awaitReady(Cluster.PATIENCE);
            }
            Members grown = Cluster.<Members>awaited(
                    cluster.engine(1)::onMembersChange, seen -> seen.voters().size() == 3);
            assertThat(grown.all()).hasSize(3);
            cluster.engine(1).close();
            delete(cluster.directory(1));

            assertThatThrownBy(() -> cluster.startVoter(1, 1))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("already, with data that this directory has not")
                    .hasMessageContaining("POST /replace {\"node_id\": 1, \"new_node_id\": 1}");
            assertThat(NodeDisks.hasData(cluster.directory(1))).isFalse();

            cluster.engine(2).awaitReady(Cluster.PATIENCE);
            Members members =
                    cluster.engine(2).admin().replace(1, 1, cluster.address(1)).join();
            assertThat(members.all()).extracting(MemberView::id).containsExactly(1, 2, 3);
            EmbeddedEngine back = cluster.startVoter(1, 1);
            back.awaitReady(Cluster.PATIENCE);
            assertThat(back.client().getLinearizable("key").orElseThrow().valueText())
                    .isEqualTo("value");
            assertThat(back.client().cluster().clusterId())
                    .isEqualTo(cluster.engine(2).client().cluster().clusterId());
        }
    }

    private static List<String> contents(Path directory) throws IOException {
        List<String> contents = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                contents.add(file + " " + Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        }
    }
}
