package io.dengine.server.config;

import static io.dengine.server.config.KeyTable.ADDRESS;
import static io.dengine.server.config.KeyTable.FLAG;
import static io.dengine.server.config.KeyTable.NAME;
import static io.dengine.server.config.KeyTable.PATH;
import static io.dengine.server.config.KeyTable.POSITIVE;
import static io.dengine.server.config.KeyTable.choice;
import static io.dengine.server.config.KeyTable.range;

import java.util.List;

/** The keys for the node itself: its identity, its directories, its metrics and logs, its clients and its security. */
final class NodeKeys {
    private static final String ONE_LAYOUT = "the data directory has one layout";

    private NodeKeys() {}

    static List<ConfigKey> keys() {
        KeyTable table = new KeyTable();
        cluster(table);
        observation(table);
        clients(table);
        security(table);
        return table.keys();
    }

    private static void cluster(KeyTable table) {
        table.section("cluster")
                .active("node_id", range(1, Integer.MAX_VALUE), 1L, "The id of this node, unique in the cluster.")
                .active("name", NAME, null, "Part of the cluster's identity: keeps clusters on equal addresses apart.")
                .active(
                        "listen_address",
                        ADDRESS,
                        new Address("127.0.0.1", 9081),
                        "Where this node listens for clients and peers; gRPC and HTTP share the port.")
                .active(
                        "initial_cluster",
                        new ValueType.Members(),
                        null,
                        "The nodes the cluster starts with, this one among them. Default: this node alone.")
                .active(
                        "initial_cluster_size",
                        range(1, 64),
                        null,
                        "How many voters the cluster starts with; 1 needs no list.")
                .active(
                        "peer_secret_file",
                        PATH,
                        null,
                        "A file with 16 bytes or more that members alone know: peers prove that they know them.")
                .active("db_root_dir", PATH, null, "The data directory of this node. Default: `./db/<node_id>`.")
                .active("log_dir", PATH, null, "Where `d.log` is written. Default: `./logs/<node_id>`.");
        table.section("storage")
                .active(
                        "engine",
                        choice("memory", "rocksdb"),
                        "memory",
                        "Where the keys are kept: in memory, or on disk for data beyond memory.")
                .active(
                        "rocksdb_cache_mb",
                        range(1, 1 << 20),
                        128L,
                        "How much of what is read `rocksdb` keeps in memory, in MiB.")
                .active(
                        "rocksdb_memtable_mb",
                        range(1, 4_096),
                        64L,
                        "How much of what is written `rocksdb` keeps in memory, in MiB.")
                .accepted("unified_db", FLAG, ONE_LAYOUT);
    }

    private static void observation(KeyTable table) {
        table.section("monitoring")
                .active("prometheus_enabled", FLAG, true, "Whether `/metrics` is served.")
                .active(
                        "prometheus_port",
                        range(0, 65_535),
                        9000L,
                        "The port of `/metrics`; 0 lets the system pick one.")
                .active(
                        "prometheus_address",
                        NAME,
                        null,
                        "Where `/metrics` listens. Default: the host of `cluster.listen_address`.");
        table.section("console")
                .active(
                        "port",
                        range(0, 65_535),
                        null,
                        "The port that `d-engine console` looks at; 0 lets the system pick one. Default: none.")
                .active(
                        "address",
                        NAME,
                        "127.0.0.1",
                        "Where it listens. Whoever reaches it sees how the node is doing, but no keys.");
        table.section("log")
                .active(
                        "level",
                        choice("trace", "debug", "info", "warn", "error"),
                        "warn",
                        "What is logged besides the lines for operators, which always are.");
    }

    private static void clients(KeyTable table) {
        table.section("server")
                .active(
                        "admin",
                        choice("loopback", "all", "off"),
                        "loopback",
                        "Whose requests of operators are taken: from this machine, from everywhere, or none.")
                .active(
                        "admin_token_file",
                        PATH,
                        null,
                        "A file with the token that lets others in with `loopback`, and that all need with `all`.")
                .active(
                        "allowed_hosts",
                        new ValueType.Names(),
                        List.of(),
                        "Names of this node in the header `Host`, besides addresses, localhost, members' hosts and this"
                                + " machine's name; `*` allows all.")
                .active(
                        "client_memory_mb",
                        range(0, 1 << 20),
                        0L,
                        "What all clients together can make this node hold, in MiB; 0 is a quarter of the heap.");
    }

    private static void security(KeyTable table) {
        table.section("tls")
                .active("enable_tls", FLAG, false, "Encrypts the listening port, and connections to other nodes.")
                .active("enable_mtls", FLAG, false, "Clients and nodes have to show a certificate. Needs `enable_tls`.")
                .active(
                        "server_certificate_path",
                        PATH,
                        "./certs/server.pem",
                        "This node's certificate, and those between it and the authority, in PEM.")
                .active("server_private_key_path", PATH, "./certs/server.key", "Its key, in PEM (PKCS 8), no password.")
                .active(
                        "certificate_authority_root_path",
                        PATH,
                        "/etc/ssl/certs/ca.pem",
                        "Whom this node trusts when it connects to others, in PEM.")
                .active(
                        "client_certificate_authority_root_path",
                        PATH,
                        "/etc/ssl/certs/ca.pem",
                        "Whose certificates clients and nodes have to show with `enable_mtls`, in PEM.")
                .active(
                        "peer_certificate_authority_root_path",
                        PATH,
                        null,
                        "An authority of nodes alone, in PEM: peers have to show its certificates. Default: theirs name"
                                + " their address.")
                .accepted(
                        "generate_self_signed_certificates",
                        FLAG,
                        "certificates are made by you, docs/security.md says how");
        table.section("raft.metrics")
                .accepted("enable_backpressure", FLAG, "metrics cost too little to be switched off")
                .accepted("enable_batch", FLAG, "metrics cost too little to be switched off")
                .accepted("sample_rate", POSITIVE, "every event is counted");
    }
}
