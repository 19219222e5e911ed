package io.dengine.server.config;

import io.dengine.api.ReadLevel;
import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeConfig.ApplyPolicy;
import io.dengine.engine.NodeConfig.CheckPolicy;
import io.dengine.engine.NodeConfig.Limits;
import io.dengine.engine.NodeConfig.ScrubPolicy;
import io.dengine.engine.NodeConfig.SnapshotPolicy;
import io.dengine.engine.NodeConfig.SyncPolicy;
import io.dengine.engine.NodeConfig.TransferPolicy;
import io.dengine.kv.store.Quotas;
import io.dengine.server.access.AdminAccess;
import io.dengine.server.config.ServerConfig.Directories;
import io.dengine.server.config.ServerConfig.Observing;
import io.dengine.server.config.ServerConfig.Peering;
import io.dengine.server.config.ServerConfig.Reading;
import io.dengine.server.config.ServerConfig.Storing;
import io.dengine.server.config.ServerConfig.Watching;
import io.dengine.transport.PeerNetworks;
import io.dengine.transport.PeerSecret;
import io.dengine.transport.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Converts settings that fit their types to a configuration, and checks that it is consistent as a whole. */
final class ConfigBinder {
    private static final String PEER_SECRET = "cluster.peer_secret_file";
    private static final String PEER_NETWORKS = "cluster.peer_networks";
    private static final String PEER_AUTHORITY = "tls.peer_certificate_authority_root_path";
    private static final String ELECTION_MIN = "raft.election.election_timeout_min";
    private static final String ELECTION_MAX = "raft.election.election_timeout_max";
    private static final String HEARTBEAT = "raft.replication.rpc_append_entries_clock_in_ms";
    private static final String LEASE = "raft.read_consistency.lease_duration_ms";
    private static final String DRIFT = "raft.read_consistency.clock_drift_ppm";
    private static final String TIMEOUT = "raft.general_raft_timeout_duration_in_ms";
    private static final String FLUSH = "raft.persistence.flush_policy";
    private static final String THRESHOLD = FLUSH + ".Batch.threshold";
    private static final String INTERVAL = FLUSH + ".Batch.interval_ms";
    private static final String OLDER_INTERVAL = FLUSH + ".Batch.idle_flush_interval_ms";

    private final Settings settings;
    private final Problems problems;

    ConfigBinder(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /**
     * Returns the configuration.
     *
     * @throws ConfigException if any problem was found, here or before
     */
    ServerConfig bind(long seed) throws ConfigException {
        checkTiming();
        ServerConfig.Identity identity = new IdentityBinder(settings, problems).bind();
        Directories directories = directories();
        checkFlushPolicy();
        warnOfShortDeadline();
        TlsFiles encryption = encryption();
        Peering peering = new Peering(peerSecret(), peerNetworks());
        problems.throwIfAny();
        return new ServerConfig(
                identity,
                directories,
                storing(),
                node(seed),
                reading(),
                watching(),
                quotas(),
                observing(),
                access(),
                encryption,
                peering);
    }

    private Storing storing() {
        return new Storing(
                settings.text("storage.engine").equals("rocksdb"),
                settings.whole("storage.rocksdb_cache_mb") << 20,
                settings.whole("storage.rocksdb_memtable_mb") << 20);
    }

    private @Nullable TlsFiles encryption() {
        boolean mutual = settings.flag("tls.enable_mtls");
        if (!settings.flag("tls.enable_tls")) {
            if (mutual) {
                problems.error(
                        settings.origin("tls.enable_mtls"),
                        "tls.enable_mtls is true, but tls.enable_tls is not: certificates are shown on encrypted"
                                + " connections only; set both, or neither");
            }
            return null;
        }
        return new TlsFiles(
                readable("tls.server_certificate_path"),
                secret("tls.server_private_key_path"),
                readable("tls.certificate_authority_root_path"),
                mutual ? readable("tls.client_certificate_authority_root_path") : null,
                settings.isExplicit(PEER_AUTHORITY) ? readable(PEER_AUTHORITY) : null);
    }

    private @Nullable Path peerSecret() {
        if (!settings.isExplicit(PEER_SECRET)) {
            return null;
        }
        Path file = path(PEER_SECRET, settings.text(PEER_SECRET));
        try {
            PeerSecret unused = PeerSecret.read(file);
        } catch (IOException e) {
            problems.error(settings.origin(PEER_SECRET), String.valueOf(e.getMessage()));
        }
        return file;
    }

    private PeerNetworks peerNetworks() {
        List<String> networks = new ArrayList<>();
        for (Object network : settings.list(PEER_NETWORKS)) {
            networks.add((String) network);
        }
        try {
            return PeerNetworks.of(networks);
        } catch (IllegalArgumentException e) {
            problems.error(settings.origin(PEER_NETWORKS), PEER_NETWORKS + ": " + e.getMessage());
            return PeerNetworks.ALL;
        }
    }

    private ServerConfig.Access access() {
        String tokenKey = "server.admin_token_file";
        List<String> hosts = new ArrayList<>();
        for (Object host : settings.list("server.allowed_hosts")) {
            hosts.add((String) host);
        }
        return new ServerConfig.Access(
                AdminAccess.Mode.valueOf(settings.text("server.admin").toUpperCase(Locale.ROOT)),
                settings.isExplicit(tokenKey) ? secret(tokenKey) : null,
                hosts,
                settings.whole("server.client_memory_mb") << 20);
    }

    /** Returns a file that only the user of this node should be able to read, and warns if others can read it. */
    private Path secret(String key) {
        Path file = readable(key);
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.GROUP_READ)) {
                problems.warning(
                        settings.origin(key),
                        key + " is " + file + ", which other users of this machine can read: chmod 600 " + file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // The file is missing, which was reported, or this system has no such permissions.
        }
        return file;
    }

    private Path readable(String key) {
        Path file = path(key, settings.text(key));
        if (!Files.isReadable(file)) {
            problems.error(
                    settings.origin(key),
                    key + " is " + file + ", which is not there or cannot be read; docs/security.md says how to make"
                            + " certificates");
        }
        return file;
    }

    private void checkTiming() {
        long min = settings.whole(ELECTION_MIN);
        long max = settings.whole(ELECTION_MAX);
        if (min >= max) {
            problems.error(
                    settings.isExplicit(ELECTION_MAX) ? settings.origin(ELECTION_MAX) : settings.origin(ELECTION_MIN),
                    "election_timeout_min is " + min + " and election_timeout_max is " + max
                            + "; the maximum must be larger, so that nodes do not campaign at the same time");
        }
        if (heartbeatMillis() * 2 > min) {
            problems.error(
                    settings.origin(HEARTBEAT),
                    HEARTBEAT + " is " + heartbeatMillis() + ", more than half of election_timeout_min (" + min
                            + "): one lost heartbeat would start an election");
        }
        long safe = safeLeaseMillis();
        if (settings.isExplicit(LEASE) && settings.whole(LEASE) > safe) {
            problems.error(
                    settings.origin(LEASE),
                    LEASE + " is " + settings.whole(LEASE) + ", but with election_timeout_min = " + min
                            + " and clocks that may differ by " + settings.whole(DRIFT)
                            + " parts per million a lease is safe for at most " + safe
                            + " ms: a longer one could outlive the election of another leader, and its reads would be"
                            + " stale; lower it, or raise election_timeout_min");
        }
    }

    private long safeLeaseMillis() {
        int drift = Math.toIntExact(settings.whole(DRIFT));
        return CoreConfig.safeLeaseNanos(nanos(settings.whole(ELECTION_MIN)), drift) / 1_000_000;
    }

    private long heartbeatMillis() {
        long heartbeat = settings.whole(HEARTBEAT);
        if (settings.isExplicit(HEARTBEAT)) {
            return heartbeat;
        }
        return Math.max(1, Math.min(heartbeat, settings.whole(ELECTION_MIN) / 4));
    }

    private long leaseMillis() {
        if (settings.isExplicit(LEASE)) {
            return settings.whole(LEASE);
        }
        return Math.min(settings.whole(ELECTION_MIN) / 2, safeLeaseMillis());
    }

    private CoreConfig core(long seed) {
        boolean disk = settings.text("raft.persistence.strategy").equals("DiskFirst");
        return new CoreConfig(
                Math.toIntExact(settings.whole("cluster.node_id")),
                nanos(settings.whole(ELECTION_MIN)),
                nanos(settings.whole(ELECTION_MAX)),
                nanos(heartbeatMillis()),
                nanos(leaseMillis()),
                Math.toIntExact(settings.whole(DRIFT)),
                CoreConfig.MAX_APPEND_BYTES,
                CoreConfig.MAX_INFLIGHT_APPENDS,
                CoreConfig.CACHE_BYTES,
                disk ? Effect.Level.SYNCED : Effect.Level.WRITTEN,
                seed,
                settings.flag("raft.membership.auto_promote"));
    }

    private void warnOfShortDeadline() {
        long timeout = settings.whole(TIMEOUT);
        if (settings.isExplicit(TIMEOUT) && timeout < settings.whole(ELECTION_MAX)) {
            problems.warning(
                    settings.origin(TIMEOUT),
                    TIMEOUT + " is " + timeout + ", less than an election may take: requests will fail during one"
                            + " instead of waiting for the new leader");
        }
    }

    private Directories directories() {
        long nodeId = settings.whole("cluster.node_id");
        Path data = path("cluster.db_root_dir", "./db/" + nodeId);
        if (settings.isExplicit("cluster.db_root_dir")
                && data.toAbsolutePath().normalize().startsWith("/tmp")) {
            problems.warning(
                    settings.origin("cluster.db_root_dir"),
                    "the data directory " + data + " is under /tmp: its content may be removed when the machine starts,"
                            + " and with it this node's promises to the cluster");
        }
        return new Directories(data, path("cluster.log_dir", "./logs/" + nodeId));
    }

    private Path path(String key, String standard) {
        Settings.Setting setting = settings.find(key);
        String text = setting == null ? standard : (String) setting.value();
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            problems.error(settings.origin(key), key + " is not a path: " + text);
            return Path.of(standard);
        }
    }

    private NodeConfig node(long seed) {
        NodeConfig standard = NodeConfig.of(core(seed));
        ApplyPolicy apply = standard.apply();
        long requests = bound("raft.backpressure.max_pending_writes") + bound("raft.backpressure.max_pending_reads");
        int maxRequests = (int) Math.min(Limits.MAX_WAITING_REQUESTS, requests);
        Limits limits = standard.limits();
        return standard.withRequestTimeoutNanos(nanos(settings.whole(TIMEOUT)))
                .withLimits(new Limits(limits.maxCommandBytes(), maxRequests, limits.maxWaitingBytes()))
                .withSync(syncPolicy())
                .withSnapshots(snapshotPolicy())
                .withTransfer(transferPolicy(standard.transfer()))
                .withScrub(new ScrubPolicy(
                        settings.whole("raft.scrub.bytes_per_second"), seconds("raft.scrub.interval_in_sec")))
                .withCheck(new CheckPolicy(
                        seconds("raft.state_check.interval_in_sec"),
                        standard.check().patienceNanos()))
                .withApply(new ApplyPolicy(apply.chunkEntries(), apply.chunkBytes(), nanos(maintenanceMillis())));
    }

    private long bound(String path) {
        long value = settings.whole(path);
        return value == 0 ? Limits.MAX_WAITING_REQUESTS : value;
    }

    private SyncPolicy syncPolicy() {
        if (settings.isExplicit(FLUSH)) {
            return new SyncPolicy(1, 1);
        }
        boolean older = settings.isExplicit(OLDER_INTERVAL) && !settings.isExplicit(INTERVAL);
        return new SyncPolicy(
                Math.toIntExact(settings.whole(THRESHOLD)), nanos(settings.whole(older ? OLDER_INTERVAL : INTERVAL)));
    }

    private SnapshotPolicy snapshotPolicy() {
        int kept = Math.toIntExact(settings.whole("raft.snapshot.cleanup_retain_count"));
        long retained = settings.whole("raft.snapshot.retained_log_entries");
        boolean automatic = settings.flag("raft.snapshot.enable");
        return new SnapshotPolicy(
                automatic ? settings.whole("raft.snapshot.max_log_entries_before_snapshot") : Long.MAX_VALUE,
                automatic ? settings.whole("raft.snapshot.max_log_bytes_before_snapshot") : Long.MAX_VALUE,
                TimeUnit.SECONDS.toNanos(settings.whole("raft.snapshot.snapshot_cool_down_since_last_check.secs")),
                retained,
                kept);
    }

    private TransferPolicy transferPolicy(TransferPolicy standard) {
        int piece = Math.toIntExact(settings.whole("raft.snapshot.chunk_size"));
        return new TransferPolicy(
                piece, Math.max(standard.windowBytes(), piece), standard.repeatNanos(), standard.patienceNanos());
    }

    private void checkFlushPolicy() {
        boolean batch =
                settings.isExplicit(INTERVAL) || settings.isExplicit(OLDER_INTERVAL) || settings.isExplicit(THRESHOLD);
        if (settings.isExplicit(FLUSH) && batch) {
            problems.error(settings.origin(FLUSH), FLUSH + " is both \"Immediate\" and a Batch; choose one");
        }
    }

    private long maintenanceMillis() {
        String section = "raft.state_machine.lease.";
        boolean older =
                settings.isExplicit(section + "interval_ms") && !settings.isExplicit(section + "cleanup_interval_ms");
        return settings.whole(section + (older ? "interval_ms" : "cleanup_interval_ms"));
    }

    private Reading reading() {
        ReadLevel policy = switch (settings.text("raft.read_consistency.default_policy")) {
            case "LeaseRead" -> ReadLevel.LEASE;
            case "EventualConsistency" -> ReadLevel.EVENTUAL;
            default -> ReadLevel.LINEARIZABLE;
        };
        return new Reading(policy, settings.flag("raft.read_consistency.allow_client_override"));
    }

    private Watching watching() {
        return new Watching(
                Math.toIntExact(settings.whole("raft.watch.watcher_buffer_size")),
                (int) Math.min(Integer.MAX_VALUE, settings.whole("raft.watch.max_watcher_count")),
                nanos(settings.whole("raft.watch.heartbeat_interval_ms")));
    }

    private Quotas quotas() {
        return new Quotas(
                Math.toIntExact(settings.whole("raft.quotas.max_sessions")),
                Math.toIntExact(settings.whole("raft.quotas.max_sessions_per_client")),
                settings.whole("raft.quotas.max_reply_bytes"),
                Math.toIntExact(settings.whole("raft.quotas.max_leases")),
                Math.toIntExact(settings.whole("raft.quotas.max_leases_per_client")));
    }

    private Observing observing() {
        boolean chosen = settings.isExplicit("monitoring.prometheus_port");
        boolean enabled = settings.isExplicit("monitoring.prometheus_enabled")
                ? settings.flag("monitoring.prometheus_enabled")
                        || settings.origin("monitoring.prometheus_port").place().startsWith("environment")
                : settings.flag("monitoring.prometheus_enabled");
        int port = Math.toIntExact(settings.whole("monitoring.prometheus_port"));
        Settings.Setting host = settings.find("monitoring.prometheus_address");
        String metricsHost =
                host == null ? settings.address("cluster.listen_address").host() : (String) host.value();
        return new Observing(enabled, metricsHost, port, chosen, console(), settings.text("log.level"));
    }

    private @Nullable Address console() {
        Settings.Setting port = settings.find("console.port");
        return port == null
                ? null
                : new Address(settings.text("console.address"), Math.toIntExact((Long) port.value()));
    }

    private long seconds(String path) {
        return TimeUnit.SECONDS.toNanos(settings.whole(path));
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
