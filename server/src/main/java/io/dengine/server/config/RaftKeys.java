package io.dengine.server.config;

import static io.dengine.server.config.KeySection.FLAG;
import static io.dengine.server.config.KeySection.MILLIS;
import static io.dengine.server.config.KeySection.MILLIS_OR_ZERO;
import static io.dengine.server.config.KeySection.NAME;
import static io.dengine.server.config.KeySection.NOT_NEGATIVE;
import static io.dengine.server.config.KeySection.PATH;
import static io.dengine.server.config.KeySection.POSITIVE;
import static io.dengine.server.config.KeySection.choice;
import static io.dengine.server.config.KeySection.range;

import java.util.List;

/** The keys for the protocol and the storage: timing, durability and limits. */
final class RaftKeys {
    private static final String QUEUES = "raft.backpressure determines the size of the queues in the node";
    private static final String BATCHES = "a batch contains everything that waits when the stage is free";
    private static final String NO_MEMBERSHIP =
            "a learner is promoted once it keeps up with the log for two rounds in a row, each shorter than an election"
                    + " timeout";
    private static final String NO_REMOVAL = "a member is never removed automatically";
    private static final String TRANSFER = "the receiver determines the rate of a snapshot transfer";
    private static final String RETRY = "an interrupted snapshot transfer resumes by itself where it stopped";
    private static final String NO_COMPRESSION = "replies are compressed for clients that send compressed requests";
    private static final String ONE_READER = "reads have no separate thread to tune";
    private static final String EXPIRY = "the log decides expiry, not a background task";

    private RaftKeys() {}

    static List<ConfigKey> keys() {
        KeySection table = new KeySection();
        timing(table);
        throughput(table);
        persistence(table);
        reading(table);
        membership(table);
        snapshots(table);
        checks(table);
        return table.keys();
    }

    private static void timing(KeySection table) {
        table.section("raft")
                .active(
                        "general_raft_timeout_duration_in_ms",
                        range(1, 3_600_000),
                        5000L,
                        "The timeout of a request, in milliseconds; a write that takes longer has an unknown"
                                + " outcome.")
                .accepted("snapshot_rpc_timeout_ms", MILLIS_OR_ZERO, RETRY)
                .accepted("cmd_channel_capacity", POSITIVE, QUEUES)
                .accepted("ordered_channel_capacity", POSITIVE, QUEUES)
                .accepted("learner_catchup_threshold", POSITIVE, NO_MEMBERSHIP)
                .accepted("learner_check_throttle_ms", NOT_NEGATIVE, NO_MEMBERSHIP);
        table.section("raft.election")
                .active(
                        "election_timeout_min",
                        range(20, 3_600_000),
                        1000L,
                        "The minimum election timeout, in milliseconds.")
                .active(
                        "election_timeout_max",
                        range(21, 3_600_000),
                        2000L,
                        "The maximum election timeout, in milliseconds; each timeout is random between the two.")
                .accepted(
                        "rpc_peer_connectinon_monitor_interval_in_sec",
                        POSITIVE,
                        "a node notices a lost connection and dials again at once")
                .accepted("internal_rpc_client_request_id", NOT_NEGATIVE, "nodes do not number their requests");
    }

    private static void throughput(KeySection table) {
        table.section("raft.replication")
                .active(
                        "rpc_append_entries_clock_in_ms",
                        range(1, 60_000),
                        100L,
                        "The heartbeat interval of an idle leader, in milliseconds.")
                .accepted(
                        "append_entries_max_entries_per_replication",
                        POSITIVE,
                        "the size of an append message is limited in bytes")
                .accepted("rpc_append_entries_in_batch_threshold", NOT_NEGATIVE, BATCHES)
                .accepted("rpc_append_entries_batch_process_delay_in_ms", NOT_NEGATIVE, BATCHES);
        table.section("raft.batching")
                .accepted("max_batch_size", POSITIVE, BATCHES)
                .accepted("max_merge_entries", POSITIVE, BATCHES);
        table.section("raft.commit_handler")
                .accepted("batch_size_threshold", POSITIVE, BATCHES)
                .accepted("batch_size", POSITIVE, BATCHES)
                .accepted("process_interval_ms", NOT_NEGATIVE, BATCHES)
                .accepted("max_entries_per_chunk", POSITIVE, BATCHES);
        table.section("raft.backpressure")
                .active(
                        "max_pending_writes",
                        range(0, 10_000_000),
                        10_000L,
                        "The number of writes that may wait, together with reads; further ones are rejected. 0"
                                + " is the largest limit.")
                .active("max_pending_reads", range(0, 10_000_000), 50_000L, "The same for reads.");
        table.section("raft.rpc_compression");
        for (String name : List.of("replication", "election", "snapshot", "cluster", "client")) {
            table.accepted(name + "_response", FLAG, NO_COMPRESSION);
        }
        table.section("raft.auto_join").accepted("rpc_enable_compression", FLAG, NO_COMPRESSION);
    }

    private static void persistence(KeySection table) {
        table.section("raft.persistence")
                .active(
                        "strategy",
                        choice("DiskFirst", "MemFirst"),
                        "DiskFirst",
                        "A write is acknowledged once a quorum has it on disk (DiskFirst) or in the operating"
                                + " system's page cache (MemFirst).")
                .active(
                        "flush_policy",
                        choice("Immediate"),
                        null,
                        "With MemFirst: sync as soon as the previous sync has ended. Or a table with the next"
                                + " keys.")
                .active(
                        "flush_policy.Batch.threshold",
                        range(1, 10_000_000),
                        1000L,
                        "With MemFirst: sync once this many entries are unsynced.")
                .active(
                        "flush_policy.Batch.interval_ms",
                        range(1, 60_000),
                        20L,
                        "Or once the oldest unsynced entry has this age, in milliseconds.")
                .active(
                        "flush_policy.Batch.idle_flush_interval_ms",
                        range(1, 60_000),
                        null,
                        "A former name of `interval_ms`.")
                .accepted("max_buffered_entries", NOT_NEGATIVE, "the node writes entries without buffering them")
                .accepted("flush_workers", POSITIVE, "one thread syncs: the log is one stream")
                .accepted("channel_capacity", POSITIVE, QUEUES);
        table.section("raft.state_machine.lease")
                .active(
                        "cleanup_interval_ms",
                        range(10, 60_000),
                        100L,
                        "The interval in which the leader ends expired TTLs and leases, in milliseconds.")
                .active("interval_ms", range(10, 60_000), null, "A former name of `cleanup_interval_ms`.")
                .accepted("enabled", FLAG, EXPIRY)
                .accepted("max_cleanup_duration_ms", POSITIVE, EXPIRY);
    }

    private static void reading(KeySection table) {
        table.section("raft.read_consistency")
                .active(
                        "default_policy",
                        choice("LinearizableRead", "LeaseRead", "EventualConsistency"),
                        "LinearizableRead",
                        "The policy of a read that names none.")
                .active(
                        "lease_duration_ms",
                        range(0, 3_600_000),
                        null,
                        "The duration of the leader lease, in milliseconds; 0 disables it. It must end before"
                                + " another leader can be elected. Default: half of `election_timeout_min`.")
                .active(
                        "clock_drift_ppm",
                        range(0, 499_999),
                        10_000L,
                        "The maximum difference of the clock rates of two nodes, in parts per million; leases"
                                + " rely on it.")
                .active("allow_client_override", FLAG, true, "Allows a request to name its own policy.")
                .accepted("state_machine_sync_timeout_ms", NOT_NEGATIVE, "a read waits until its own timeout")
                .accepted("network_rtt_p99_ms", NOT_NEGATIVE, "a lease starts when its round is sent");
        table.section("raft.read_actor")
                .accepted("channel_capacity", POSITIVE, ONE_READER)
                .accepted("max_drain", POSITIVE, ONE_READER);
        quotas(table);
        table.section("raft.watch")
                .active(
                        "watcher_buffer_size",
                        range(1, 1_000_000),
                        4_096L,
                        "The number of events that may wait for one watcher; one more ends its watch.")
                .active(
                        "max_watcher_count",
                        POSITIVE,
                        100_000L,
                        "The number of watchers of this node; further ones are rejected.")
                .active(
                        "heartbeat_interval_ms",
                        MILLIS_OR_ZERO,
                        30_000L,
                        "The interval of progress notifications to watchers, in milliseconds; 0 sends none.")
                .accepted("event_queue_size", POSITIVE, "each watcher has its own queue")
                .accepted("enable_metrics", FLAG, "metrics are always on: they cost very little");
    }

    private static void quotas(KeySection table) {
        table.section("raft.quotas")
                .active(
                        "max_sessions",
                        range(1, 10_000_000),
                        100_000L,
                        "The number of open client sessions. For all quotas, the values of the leader apply.")
                .active(
                        "max_sessions_per_client",
                        range(1, 10_000_000),
                        1_000L,
                        "The number of sessions for the clients of one host, or of one certificate.")
                .active(
                        "max_reply_bytes",
                        range(1 << 20, 1L << 40),
                        64L << 20,
                        "Memory for replies that clients have not acknowledged yet, in bytes; one client may"
                                + " use a quarter of it.")
                .active("max_leases", range(1, 100_000_000), 1_000_000L, "The number of leases.")
                .active(
                        "max_leases_per_client",
                        range(1, 100_000_000),
                        100_000L,
                        "The number of leases for the clients of one host, or of one certificate.");
    }

    private static void membership(KeySection table) {
        table.section("raft.membership")
                .active(
                        "auto_promote",
                        FLAG,
                        true,
                        "The leader promotes promotable learners to voters once they have caught up.")
                .accepted(
                        "cluster_healthcheck_probe_service_name",
                        NAME,
                        "a node starts without a health check of the others")
                .acceptedDuration(
                        "verify_leadership_persistent_timeout",
                        "a leader that does not reach a quorum steps down within an election timeout")
                .accepted("zombie.threshold", POSITIVE, NO_REMOVAL)
                .acceptedDuration("zombie.purge_interval", NO_REMOVAL)
                .acceptedDuration("promotion.stale_learner_threshold", NO_REMOVAL);
    }

    private static void snapshots(KeySection table) {
        table.section("raft.snapshot")
                .active("enable", FLAG, true, "The node takes snapshots by itself; otherwise its log only grows.")
                .active(
                        "max_log_entries_before_snapshot",
                        POSITIVE,
                        1_000_000L,
                        "The node takes a snapshot after this many entries.")
                .active(
                        "max_log_bytes_before_snapshot",
                        POSITIVE,
                        64L << 20,
                        "Or after this many bytes of entries, if the last snapshot was not larger.")
                .active(
                        "snapshot_cool_down_since_last_check.secs",
                        NOT_NEGATIVE,
                        10L,
                        "The minimum time between two snapshots, in seconds.")
                .accepted(
                        "snapshot_cool_down_since_last_check.nanos",
                        new ValueType.Whole(0, 999_999_999),
                        "seconds are exact enough for a snapshot")
                .active("cleanup_retain_count", range(1, 1_000), 2L, "The number of snapshots to keep.")
                .active(
                        "retained_log_entries",
                        NOT_NEGATIVE,
                        10_000L,
                        "The number of entries before the snapshot index that stay in the log, for nodes that"
                                + " lag a little.")
                .active(
                        "chunk_size",
                        range(1_024, 8 << 20),
                        131_072L,
                        "The size of a snapshot piece in one message to a peer, in bytes.")
                .accepted("snapshots_dir", PATH, "snapshots are in the data directory, under `snapshots`")
                .accepted("snapshots_dir_prefix", NAME, "the name of a snapshot is its last entry")
                .accepted("sender_yield_every_n_chunks", POSITIVE, TRANSFER)
                .accepted("receiver_yield_every_n_chunks", POSITIVE, TRANSFER)
                .accepted("max_bandwidth_mbps", NOT_NEGATIVE, TRANSFER)
                .accepted("push_queue_size", POSITIVE, TRANSFER)
                .accepted("cache_size", NOT_NEGATIVE, TRANSFER)
                .accepted("max_retries", NOT_NEGATIVE, RETRY)
                .accepted("transfer_timeout_in_sec", POSITIVE, RETRY)
                .accepted("retry_interval_in_ms", MILLIS_OR_ZERO, RETRY)
                .accepted("snapshot_push_backoff_in_ms", MILLIS_OR_ZERO, RETRY)
                .accepted("snapshot_push_max_retry", POSITIVE, RETRY)
                .accepted("push_timeout_in_ms", MILLIS, RETRY)
                .accepted("receive_chunk_timeout_in_sec", POSITIVE, RETRY);
    }

    private static void checks(KeySection table) {
        table.section("raft.scrub")
                .active(
                        "bytes_per_second",
                        range(4_096, 1L << 40),
                        4L << 20,
                        "The maximum rate, in bytes per second, at which closed log segments and snapshots are"
                                + " read again to find damage.")
                .active(
                        "interval_in_sec",
                        range(0, 31_536_000),
                        21_600L,
                        "The time between the starts of two such passes, in seconds; 0 disables them.");
        table.section("raft.state_check")
                .active(
                        "interval_in_sec",
                        range(0, 31_536_000),
                        600L,
                        "The interval in which members compare their states, in seconds; 0 disables it.");
    }
}
