package io.dengine.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dengine.api.ReadLevel;
import io.dengine.core.Effect;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeConfig.SyncPolicy;
import io.dengine.transport.ClusterId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    @TempDir
    Path directory;

    private Path write(String toml) throws IOException {
        return Files.writeString(directory.resolve("n.toml"), toml);
    }

    private LoadedConfig load(String toml) throws IOException, ConfigException {
        return ConfigLoader.load(Map.of(), write(toml).toString(), 7);
    }

    private List<String> problems(String toml) throws IOException {
        String file = write(toml).toString();
        return problemsOf(Map.of(), file);
    }

    private static List<String> problemsOf(Map<String, String> environment, @Nullable String file) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(environment, file, 7));
        assertThat(e).as("the configuration was accepted").isNotNull();
        return e.problems();
    }

    @Test
    void startsWithoutAnyFile() throws ConfigException {
        ServerConfig config = ConfigLoader.load(Map.of(), null, 7).config();
        assertThat(config.identity().self()).isEqualTo(new Member(1, "127.0.0.1:9081", 0, Member.Role.VOTER));
        assertThat(config.node().core().acknowledgedLevel()).isEqualTo(Effect.Level.SYNCED);
        assertThat(config.node().requestTimeoutNanos()).isGreaterThanOrEqualTo(2_000_000_000L);
        assertThat(config.reading().level()).isEqualTo(ReadLevel.LINEARIZABLE);
        assertThat(config.observing().console()).isNull();
        assertThat(config.directories().data()).isEqualTo(Path.of("./db/1"));
    }

    @Test
    void readsTheFileOfTheExample() throws ConfigException {
        LoadedConfig loaded = ConfigLoader.load(Map.of(), "../examples/three-nodes-cluster/config/n2", 7);
        ServerConfig config = loaded.config();
        assertThat(config.identity().nodeId()).isEqualTo(2);
        assertThat(config.identity().initialMembers()).hasSize(3).allMatch(Member::isVoter);
        assertThat(config.node().core().acknowledgedLevel()).isEqualTo(Effect.Level.WRITTEN);
        assertThat(config.node().core().electionMinNanos()).isEqualTo(1_000_000_000L);
        assertThat(config.node().core().leaseNanos()).isEqualTo(500_000_000L);
        assertThat(config.node().sync().maxEntries()).isEqualTo(100);
        assertThat(config.node().sync().maxDelayNanos()).isEqualTo(20_000_000L);
        assertThat(config.reading().level()).isEqualTo(ReadLevel.LEASE);
        assertThat(loaded.warnings())
                .singleElement()
                .asString()
                .contains("without effect", "raft.persistence.max_buffered_entries", "raft.persistence.flush_workers");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, VOTER", // the mixed file of the examples: an active follower
        "0, 2, VOTER", // old: follower, active
        "1, 3, VOTER", // new: follower, active
        "2, 2, VOTER",
        "3, 3, VOTER", // new: leader, active
        "3, 2, VOTER", // old learner would be promotable or read-only
        "3, 0, PROMOTABLE",
        "3, 1, READ_ONLY",
        "4, 1, PROMOTABLE",
        "4, 2, READ_ONLY",
        "4, , PROMOTABLE",
        "1, , VOTER",
        "3, , VOTER",
        "'\"learner\"', , PROMOTABLE",
        "'\"learner\"', '\"read_only\"', READ_ONLY",
        "'\"learner\"', '\"promotable\"', PROMOTABLE",
        "'\"voter\"', '\"active\"', VOTER",
        "'\"voter\"', , VOTER",
    })
    void readsRolesOfBothNumberings(String role, String status, Member.Role expected)
            throws IOException, ConfigException {
        String statusText = status == null ? "" : ", status = " + status;
        List<Member> members =
                load("""
                        [cluster]
                        node_id = 1
                        listen_address = "127.0.0.1:9081"
                        initial_cluster = [
                            { id = 1, address = "127.0.0.1:9081" },
                            { id = 2, address = "127.0.0.1:9082", role = %s%s },
                        ]
                        """.formatted(role, statusText)).config().identity().initialMembers();
        assertThat(members.get(1).role()).isEqualTo(expected);
    }

    @Test
    void aClusterThatStartsWithFewerVotersThanAreListedStartsWithTheFirst() throws IOException, ConfigException {
        String list = "initial_cluster_size = 1\n"
                + "initial_cluster = [{ id = 1, address = \"a:1\" }, { id = 2, address = \"a:2\" }]";
        assertThat(load("[cluster]\nnode_id = 1\nlisten_address = \"a:1\"\n" + list)
                        .config()
                        .identity()
                        .joins())
                .isFalse();
        ServerConfig.Identity second = load("[cluster]\nnode_id = 2\nlisten_address = \"a:2\"\n" + list)
                .config()
                .identity();
        assertThat(second.joins()).isTrue();
        assertThat(second.initialMembers())
                .containsExactly(
                        new Member(1, "a:1", 0, Member.Role.VOTER), new Member(2, "a:2", 0, Member.Role.PROMOTABLE));
    }

    @Test
    void aNodeThatTheListOfAClusterOfAStatedSizeLacksJoinsIt() throws IOException, ConfigException {
        ServerConfig.Identity third = load("""
                [cluster]
                node_id = 3
                listen_address = "a:3"
                initial_cluster_size = 1
                initial_cluster = [{ id = 1, address = "a:1" }]
                """).config().identity();
        assertThat(third.self()).isEqualTo(new Member(3, "a:3", 0, Member.Role.PROMOTABLE));
    }

    @Test
    void networksOfPeersAreReadAndAWrongOneIsNamed() throws IOException, ConfigException {
        String head = "[cluster]\nnode_id = 1\n";
        assertThat(load(head + "peer_networks = [\"10.0.0.0/8\", \"fd00::/8\"]")
                        .config()
                        .peering()
                        .networks())
                .hasToString("10.0.0.0/8, fd00::/8");
        assertThat(problems(head + "peer_networks = [\"10.0.0.0/8\", \"node2\"]"))
                .singleElement()
                .asString()
                .contains(":3:", "cluster.peer_networks: 'node2' is not a network");
    }

    @Test
    void reportsAllErrorsAtOnceWithTheirPlaces() throws IOException {
        List<String> problems = problems("""
                [cluster]
                node_id = "one"
                listen_address = "nowhere"

                [raft.election]
                election_timeout_min = 3000
                election_timeout_max = 2000

                [raft.persistence]
                strategy = "Fast"
                """);
        assertThat(problems).hasSize(4);
        assertThat(problems.get(0))
                .contains("n.toml:2:1: cluster.node_id must be a whole number, 1 to 2147483647, not \"one\"");
        assertThat(problems.get(1)).contains("n.toml:3:1: cluster.listen_address must be an address as");
        assertThat(problems.get(2))
                .contains("n.toml:10:1: raft.persistence.strategy must be one of \"DiskFirst\", \"MemFirst\"");
        assertThat(problems.get(3)).contains("n.toml:7:1:", "the maximum must be larger");
    }

    @Test
    void placesSyntaxErrors() throws IOException {
        assertThat(problems("[cluster]\nnode_id 1\n"))
                .singleElement()
                .asString()
                .contains("n.toml:2:9: ");
    }

    @Test
    void placesErrorsInInlineTables() throws IOException {
        assertThat(problems("[raft.persistence]\nflush_policy = { Batch = { threshold = 0, interval_ms = 20 } }\n"))
                .singleElement()
                .asString()
                .contains("n.toml:2:28: raft.persistence.flush_policy.Batch.threshold must be a whole number, 1 to");
    }

    @ParameterizedTest
    @CsvSource({
        "'[clustr]\nnode_id = 1', 'unknown section clustr, ignored; did you mean cluster?'",
        "'[cluster]\nnode_iid = 1', 'unknown key cluster.node_iid, ignored; did you mean cluster.node_id?'",
        "'[raft]\nelection_timeout_min = 1',"
                + " 'unknown key raft.election_timeout_min, ignored;"
                + " did you mean raft.election.election_timeout_min?'",
    })
    void warnsOfUnknownKeysAndNamesTheNearest(String toml, String warning) throws IOException, ConfigException {
        assertThat(load(toml).warnings()).singleElement().asString().endsWith(warning);
    }

    @Test
    void environmentWinsOverTheFile() throws IOException, ConfigException {
        Map<String, String> environment = Map.of(
                "CONFIG_PATH",
                        write("[cluster]\nnode_id = 4\ndb_root_dir = \"a\"\n").toString(),
                "RAFT__CLUSTER__NODE_ID", "5",
                "RAFT__RAFT__PERSISTENCE__FLUSH_POLICY__BATCH__THRESHOLD", "1_234",
                "RAFT__CLUSTER__DB_ROOT_DIR", "b",
                "RAFT__RAFT__ELECTION__ELECTION_TIMEOUT_MIN", "",
                "DB_PATH", "c",
                "METRICS_PORT", "0",
                "CONSOLE_PORT", "6670",
                "LOG_LEVEL", "DEBUG");
        LoadedConfig loaded = ConfigLoader.load(environment, null, 7);
        ServerConfig config = loaded.config();
        assertThat(config.identity().nodeId()).isEqualTo(5);
        assertThat(config.directories().data()).isEqualTo(Path.of("c"));
        assertThat(config.node().sync().maxEntries()).isEqualTo(1234);
        assertThat(config.observing())
                .isEqualTo(new ServerConfig.Observing(
                        true,
                        config.identity().listenAddress().host(),
                        0,
                        true,
                        new Address("127.0.0.1", 6670),
                        "debug"));
        assertThat(loaded.listing())
                .contains(
                        "cluster.db_root_dir = \"c\"   # environment DB_PATH",
                        "cluster.node_id = 5   # environment RAFT__CLUSTER__NODE_ID",
                        "raft.election.election_timeout_min = 1000   # default");
    }

    @Test
    void findsTheFileWithoutItsSuffix() throws IOException, ConfigException {
        write("[cluster]\nnode_id = 9\n");
        String name = directory.resolve("n").toString();
        assertThat(ConfigLoader.load(Map.of("CONFIG_PATH", name), null, 7)
                        .config()
                        .identity()
                        .nodeId())
                .isEqualTo(9);
        assertThat(problemsOf(Map.of("CONFIG_PATH", name + "x"), null))
                .singleElement()
                .asString()
                .contains("is a file");
    }

    @Test
    void refusesLeasesThatCouldOutliveAnElection() throws IOException, ConfigException {
        String toml = "[raft.election]\nelection_timeout_min = 1000\n[raft.read_consistency]\nlease_duration_ms = ";
        assertThat(load(toml + "980\n").config().node().core().leaseNanos()).isEqualTo(980_000_000L);
        assertThat(problems(toml + "981\n"))
                .singleElement()
                .asString()
                .contains("n.toml:4:1:", "safe for at most 980 ms", "stale");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[tls]\nenable_mtls = true",
                "[cluster]\ninitial_cluster = []",
                "[cluster]\nnode_id = 3\ninitial_cluster = [{ id = 1, address = \"a:1\" }]",
                "[cluster]\ninitial_cluster = [{ id = 1, address = \"a:1\" }, { id = 2, address = \"a:2\" }]",
                "cluster.node_id = 1\n"
                        + "cluster.initial_cluster = [{ id = 1, address = \"a:1\" }, { id = 2, address = \"a:1\" }]",
                "cluster.node_id = 1\n"
                        + "cluster.initial_cluster = [{ id = 1, address = \"a:1\" }, { id = 1, address = \"a:2\" }]",
                "[cluster]\ninitial_cluster = [{ id = 1, address = \"a:1\", role = 4 }]",
                "[cluster]\ninitial_cluster = [{ id = 1, address = \"a:1\", role = 5 }]",
                "[cluster]\ninitial_cluster = [{ id = 1, address = \"a\" }]",
                "[cluster]\ninitial_cluster_size = 3",
                "[raft.replication]\nrpc_append_entries_clock_in_ms = 600",
                "[raft.persistence]\nflush_policy = { Batch = { threshold = 0 } }",
                "[raft.persistence]\nflush_policy = \"Sometimes\"",
                "raft = 1",
                "[cluster.node_id]\na = 1",
                "[raft.storage.ttl]\ncleanup_interval_ms = 200\n[raft.state_machine.lease]\ncleanup_interval_ms = 100",
            })
    void refusesContradictions(String toml) throws IOException {
        assertThat(problems(toml)).hasSizeBetween(1, 2).allMatch(line -> line.contains("n.toml"));
    }

    @ParameterizedTest
    @CsvSource({
        "'raft.persistence.flush_policy = \"Immediate\"', FLUSH_POLICY__BATCH__INTERVAL_MS, 7, 7, 1000",
        "'raft.persistence.flush_policy = \"Immediate\"', FLUSH_POLICY__BATCH__IDLE_FLUSH_INTERVAL_MS, 7, 7, 1000",
        "raft.persistence.flush_policy.Batch.interval_ms = 9, FLUSH_POLICY__BATCH__IDLE_FLUSH_INTERVAL_MS, 7, 7, 1000",
        "raft.persistence.flush_policy.Batch.interval_ms = 9, FLUSH_POLICY__BATCH__THRESHOLD, 7, 9, 7",
    })
    void aVariableReplacesWhatTheFileSaysInAnotherWay(
            String toml, String variable, String value, long delayMillis, int entries)
            throws IOException, ConfigException {
        Map<String, String> environment = Map.of("RAFT__RAFT__PERSISTENCE__" + variable, value);
        SyncPolicy sync = ConfigLoader.load(environment, write(toml).toString(), 7)
                .config()
                .node()
                .sync();
        assertThat(sync).isEqualTo(new SyncPolicy(entries, delayMillis * 1_000_000));
    }

    @Test
    void aVariableReplacesABatchByImmediateSyncs() throws IOException, ConfigException {
        String batch = write("raft.persistence.flush_policy.Batch = { threshold = 5, interval_ms = 9 }")
                .toString();
        Map<String, String> environment = Map.of("RAFT__RAFT__PERSISTENCE__FLUSH_POLICY", "immediate");
        assertThat(ConfigLoader.load(environment, batch, 7).config().node().sync())
                .isEqualTo(new SyncPolicy(1, 1));
        assertThat(problemsOf(
                        Map.of(
                                "RAFT__RAFT__PERSISTENCE__FLUSH_POLICY",
                                "immediate",
                                "RAFT__RAFT__PERSISTENCE__FLUSH_POLICY__BATCH__THRESHOLD",
                                "5"),
                        batch))
                .singleElement()
                .asString()
                .contains("choose one");
    }

    @Test
    void warnsOfMembersThatNoNodeCouldStore() throws IOException, ConfigException {
        StringBuilder members = new StringBuilder();
        for (int id = 1; id <= 64; id++) {
            members.append("{ id = ").append(id).append(", address = \"");
            members.append("h".repeat(60)).append(':').append(id).append("\" },");
        }
        assertThat(load("[cluster]\nnode_id = 1\ninitial_cluster = [" + members + "]")
                        .warnings())
                .filteredOn(line -> line.contains("The members would take"))
                .singleElement()
                .asString()
                .contains("n.toml:3:")
                .contains("cluster.initial_cluster: ")
                .endsWith("A node without data does not start with this list");
    }

    @Test
    void encryptionNeedsFilesThatCanBeRead() throws IOException {
        assertThat(problems("[tls]\nenable_tls = true\nserver_certificate_path = \"absent.pem\""))
                .hasSize(3)
                .anyMatch(line -> line.contains("n.toml:3:1: tls.server_certificate_path is absent.pem"))
                .allMatch(line -> line.contains("docs/security.md"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[raft.persistence]\nflush_policy = \"Immediate\"",
                "[raft.persistence]\nflush_policy = { Batch = { idle_flush_interval_ms = 1000 } }",
                "[raft.membership]\nverify_leadership_persistent_timeout = { secs = 3600, nanos = 0 }",
                "[raft.storage.ttl]\ncleanup_interval_ms = 1000",
                "[cluster]\ninitial_cluster_size = 1",
                "[network.control]\ninitial_stream_window_size = 10_000",
            })
    void acceptsWhatFilesOfTheOriginalSay(String toml) throws IOException, ConfigException {
        assertThat(load(toml).warnings()).allMatch(line -> line.contains("without effect"));
    }

    @Test
    void derivesOneIdentityForAllNodesOfACluster() {
        Member first = new Member(1, "a:1", 0, Member.Role.VOTER);
        Member second = new Member(2, "b:1", 0, Member.Role.VOTER);
        Member learner = new Member(3, "c:1", 0, Member.Role.PROMOTABLE);
        assertThat(ClusterId.of("", List.of(first, second)))
                .isEqualTo(ClusterId.of("", List.of(second, learner, first)))
                .isNotEqualTo(ClusterId.of("x", List.of(first, second)))
                .isNotEqualTo(ClusterId.of("", List.of(first)));
    }

    @Test
    void warnsOfASecretThatOthersCanRead() throws IOException, ConfigException {
        Path token = Files.writeString(directory.resolve("token"), "0123456789abcdef0123456789abcdef");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        String toml = "[server]\nadmin_token_file = \"" + token + "\"\n";
        assertThat(load(toml).warnings())
                .singleElement()
                .asString()
                .contains("which other users of this machine can read: chmod 600 " + token);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        assertThat(load(toml).warnings()).isEmpty();
    }
}
