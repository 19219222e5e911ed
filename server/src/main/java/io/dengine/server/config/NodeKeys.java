package io.dengine.server.config;

import static io.dengine.server.config.KeySection.ADDRESS;
import static io.dengine.server.config.KeySection.FLAG;
import static io.dengine.server.config.KeySection.NAME;
import static io.dengine.server.config.KeySection.PATH;
import static io.dengine.server.config.KeySection.POSITIVE;
import static io.dengine.server.config.KeySection.choice;
import static io.dengine.server.config.KeySection.range;

import java.util.List;

/** The keys for the node itself: its identity, its directories, its metrics and logs, its clients and its security. */
final class NodeKeys {
    private static final String ONE_LAYOUT = "the data directory has one layout";

    private NodeKeys() {}

    static List<ConfigKey> keys() {
        KeySection table = new KeySection();
        cluster(table);
        observation(table);
        clients(table);
        security(table);
        return table.keys();
    }

    private static void cluster(KeySection table) {
        table.section("cluster")
                .active("node_id", range(1, Integer.MAX_VALUE), 1L, "The id of this node, unique in the cluster.")
                .active(
                        "name",
                        NAME,
                        null,
                        "A part of the cluster's identity: distinguishes clusters with equal addresses.")
                .active(
                        "listen_address",
                        ADDRESS,
                        new Address("127.0.0.1", 9081),
                        "The address on which this node listens for clients and peers; all protocols share the"
                                + " port.")
                .active(
                        "initial_cluster",
                        new ValueType.Members(),
                        null,
                        "The initial members of the cluster, including this node. Default: this node only.")
                .active("initial_cluster_size", range(1, 64), null, "The number of initial voters; 1 needs no list.")
                .active(
                        "peer_secret_file",
                        PATH,
                        null,
                        "A file with a secret of at least 16 bytes: peers must prove that they know it.")
                .active(
                        "peer_networks",
                        new ValueType.Names(),
                        List.of(),
                        "The networks from which peers may connect, such as `10.0.0.0/8`. Default: all.")
                .active("db_root_dir", PATH, null, "The data directory of this node. Default: `./db/<node_id>`.")
                .active("log_dir", PATH, null, "The directory of `d.log`. Default: `./logs/<node_id>`.");
        table.section("storage")
                .active(
                        "engine",
                        choice("memory", "rocksdb"),
                        "memory",
                        "Where keys are stored: in memory, or on disk for data beyond memory.")
                .active("rocksdb_cache_mb", range(1, 1 << 20), 128L, "The read cache of `rocksdb`, in MiB.")
                .active(
                        "rocksdb_memtable_mb",
                        range(1, 4_096),
                        64L,
                        "The write buffer (memtable) of `rocksdb`, in MiB.")
                .accepted("unified_db", FLAG, ONE_LAYOUT);
    }

    private static void observation(KeySection table) {
        table.section("monitoring")
                .active("prometheus_enabled", FLAG, true, "Serves `/metrics`.")
                .active(
                        "prometheus_port",
                        range(0, 65_535),
                        9000L,
                        "The port of `/metrics`; 0 lets the system choose one.")
                .active(
                        "prometheus_address",
                        NAME,
                        null,
                        "The address of the `/metrics` port. Default: the host of `cluster.listen_address`.");
        table.section("console")
                .active(
                        "port",
                        range(0, 65_535),
                        null,
                        "The port for `d-engine console`; 0 lets the system choose one. Default: no port.")
                .active(
                        "address",
                        NAME,
                        "127.0.0.1",
                        "The address of the console port. A program that reaches it can see the state of the"
                                + " node, but no keys.");
        table.section("log")
                .active(
                        "level",
                        choice("trace", "debug", "info", "warn", "error"),
                        "warn",
                        "The log level. Lines for operators are logged at every level.");
    }

    private static void clients(KeySection table) {
        table.section("server")
                .active(
                        "admin",
                        choice("loopback", "all", "off"),
                        "loopback",
                        "Accepts operator requests from this machine, from every machine, or not at all.")
                .active(
                        "admin_token_file",
                        PATH,
                        null,
                        "A file with the token for operator requests: required from other machines with"
                                + " `loopback`, from all callers with `all`.")
                .active(
                        "allowed_hosts",
                        new ValueType.Names(),
                        List.of(),
                        "Names accepted in the header `Host`, besides addresses, localhost, members' hosts and"
                                + " the name of this machine; `*` accepts all.")
                .active(
                        "client_memory_mb",
                        range(0, 1 << 20),
                        0L,
                        "The memory that all clients together can occupy, in MiB; 0 is a quarter of the heap.");
    }

    private static void security(KeySection table) {
        table.section("tls")
                .active("enable_tls", FLAG, false, "Encrypts the node's port, and connections to other nodes.")
                .active("enable_mtls", FLAG, false, "Clients and nodes must present a certificate. Needs `enable_tls`.")
                .active(
                        "server_certificate_path",
                        PATH,
                        "./certs/server.pem",
                        "The certificate chain of this node, in PEM.")
                .active(
                        "server_private_key_path",
                        PATH,
                        "./certs/server.key",
                        "The private key of this node, in PEM (PKCS 8), without a password.")
                .active(
                        "certificate_authority_root_path",
                        PATH,
                        "/etc/ssl/certs/ca.pem",
                        "The authority that this node trusts when it connects to other nodes, in PEM.")
                .active(
                        "client_certificate_authority_root_path",
                        PATH,
                        "/etc/ssl/certs/ca.pem",
                        "The authority that must have signed the certificates of clients and nodes with"
                                + " `enable_mtls`, in PEM.")
                .active(
                        "peer_certificate_authority_root_path",
                        PATH,
                        null,
                        "An authority that signs certificates of nodes only, in PEM: peers must present its"
                                + " certificates. Default: a peer's certificate must name the host of its address.")
                .accepted(
                        "generate_self_signed_certificates",
                        FLAG,
                        "the node generates no certificates; docs/security.md shows how to make them");
        table.section("raft.metrics")
                .accepted("enable_backpressure", FLAG, "metrics are always on: they cost very little")
                .accepted("enable_batch", FLAG, "metrics are always on: they cost very little")
                .accepted("sample_rate", POSITIVE, "the node counts every event");
    }
}
