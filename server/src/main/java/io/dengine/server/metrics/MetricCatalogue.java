package io.dengine.server.metrics;

import io.dengine.server.metrics.MetricSpec.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * All metrics. Those that the original has keep their names, with underscores instead of dots, so that dashboards made
 * for it continue to work.
 */
public final class MetricCatalogue {
    private static final List<MetricSpec> ALL = new ArrayList<>();

    static final MetricSpec REJECTIONS =
            counter("backpressure_rejections", "Requests refused because too many waited; the type is `all`.", "type");
    static final MetricSpec UTILIZATION = gauge(
            "backpressure_buffer_utilization",
            "Waiting requests as a part of the most that may wait; the type is `all`.",
            "type");
    static final MetricSpec BATCH_BUFFER =
            gauge("batch_buffer_length", "Requests that wait for the core; the buffer is `propose`.", "buffer");
    static final MetricSpec PROPOSE_TO_COMMIT =
            histogram("raft_write_propose_to_commit_ms", "From the acceptance of a write to its commit.");
    static final MetricSpec PROPOSE_TO_APPLY =
            histogram("raft_write_propose_to_apply_ms", "From the acceptance of a write to its application.");
    static final MetricSpec WAL_FLUSH = histogram("raft_storage_wal_flush_ms", "How long a sync of the log took.");
    static final MetricSpec APPLY_COUNT =
            counter("state_machine_apply_chunk_count", "Chunks given to the state machine.");
    static final MetricSpec APPLY_SUCCESS =
            counter("state_machine_apply_chunk_success", "Chunks that the state machine has taken.");
    static final MetricSpec APPLY_DURATION =
            histogram("state_machine_apply_chunk_duration_ms", "How long a chunk took.");
    static final MetricSpec APPLY_SIZE =
            histogram("state_machine_apply_chunk_batch_size", "How many entries a chunk had.");

    static final MetricSpec TERM = gauge("raft_term", "The current term.");
    static final MetricSpec ROLE = gauge("raft_role", "1 for the role this node has, 0 for the others.", "role");
    static final MetricSpec LEADER = gauge("raft_leader_id", "The leader this node knows, 0 for none.");
    static final MetricSpec READY =
            gauge("raft_leader_ready", "1 if this node leads and has committed an entry of its term.");
    static final MetricSpec LEADER_CHANGES =
            counter("raft_leader_changes_total", "How often another leader was seen since the start.");
    static final MetricSpec COMMIT = gauge("raft_commit_index", "The last entry known to be committed.");
    static final MetricSpec APPLIED = gauge("raft_applied_index", "The last entry in the state machine.");
    static final MetricSpec PEER_MATCH =
            gauge("raft_peer_match_index", "On a leader: the last entry a peer is known to have.", "peer");
    static final MetricSpec PEER_LAG =
            gauge("raft_peer_lag", "On a leader: entries that a peer is not known to have.", "peer");
    static final MetricSpec PEER_UP = gauge(
            "raft_peer_up",
            "On a leader: 1 if the peer has answered within an election timeout, else 0: then its lag is that of its"
                    + " last answer.",
            "peer");
    static final MetricSpec UNSYNCED =
            gauge("raft_unsynced_entries", "Entries that a loss of power could take; 0 with DiskFirst.");
    static final MetricSpec RECOVERING =
            gauge("raft_recovering", "1 while this node takes no part until others made up for what it may have lost.");
    static final MetricSpec LOSS_EPOCH = gauge(
            "kv_loss_epoch", "How often acknowledged writes may have been lost; each was accepted by an operator.");
    static final MetricSpec INCARNATION = gauge(
            "kv_incarnation_info",
            "1, with a label that names the history to which all revisions belong.",
            "incarnation");
    static final MetricSpec QUEUES = gauge("raft_queue_length", "What waits inside the node, by where.", "queue");
    static final MetricSpec REFUSED =
            counter("raft_requests_refused_total", "Requests that failed, by the reason.", "reason");
    static final MetricSpec PROPOSED = counter("raft_proposals_total", "Commands that were proposed.");
    static final MetricSpec PROPOSAL_BATCH =
            histogram("raft_proposal_batch_size", "How many commands were proposed together.");
    static final MetricSpec READ = histogram("raft_read_ms", "From the acceptance of a confirmed read to its answer.");
    static final MetricSpec APPENDED = counter("raft_log_appended_entries_total", "Entries written to the log.");
    static final MetricSpec APPENDED_BYTES = counter("raft_log_appended_bytes_total", "Bytes of these entries.");
    static final MetricSpec APPEND = histogram("raft_log_append_ms", "How long one write to the log took.");
    static final MetricSpec SNAPSHOTS = counter(
            "raft_snapshots_total", "Snapshots, by what happened to them: taken, sent, installed, failed.", "event");
    static final MetricSpec SNAPSHOT_INDEX = gauge("raft_snapshot_index", "The last entry in the newest own snapshot.");
    static final MetricSpec SNAPSHOT_BYTES = gauge("raft_snapshot_bytes", "How large the newest own snapshot is.");
    static final MetricSpec SNAPSHOT_DURATION = histogram("raft_snapshot_ms", "How long a snapshot took to be stored.");

    static final MetricSpec SCRUB_READ = counter(
            "d_engine_scrub_read_bytes_total", "Bytes of closed segments and snapshots read once more.", "kind");
    static final MetricSpec SCRUB_DAMAGED = counter(
            "d_engine_scrub_damaged_total", "How often such a file was found damaged; never, on a good disk.", "kind");
    static final MetricSpec STATE_CHECK = gauge(
            "d_engine_state_check_index",
            "On a leader: the last entry after which all members that answered had the same state.");
    static final MetricSpec STATE_MISMATCH = counter(
            "d_engine_state_mismatch_total", "On a leader: how often members had different states; should be never.");

    static final MetricSpec DISK_FREE =
            gauge("d_engine_disk_free_bytes", "What may still be written on the disk of the data directory.");
    static final MetricSpec DISK_RESERVE =
            gauge("d_engine_disk_reserve_bytes", "Below so many free bytes, a leader takes only what frees room.");
    static final MetricSpec DISK_NEARLY_FULL =
            gauge("d_engine_disk_nearly_full", "1 while less than the reserve is free, else 0.");

    static final MetricSpec CALL_CONNECTIONS =
            gauge("d_engine_call_connections", "Clients connected by the protocol of docs/reference/wire.md.");
    static final MetricSpec CALLS =
            counter("d_engine_calls_total", "What they have asked, by the kind of the call.", "kind");
    static final MetricSpec CALLS_UNDER_WAY = gauge("d_engine_calls_under_way", "What is not answered yet.");
    static final MetricSpec CALLS_FAILED =
            counter("d_engine_calls_failed_total", "Answers that tell of a problem, by the problem.", "problem");
    static final MetricSpec CALL_WATCHES = gauge("d_engine_call_watches", "Their watches.");

    static final MetricSpec CLIENT_MEMORY = gauge(
            "d_engine_client_memory_bytes",
            "Memory that clients make this node hold, and the most they may: used, limit.",
            "kind");
    static final MetricSpec CLIENT_MEMORY_REFUSED = counter(
            "d_engine_client_memory_refused_total", "How often a client was refused something for lack of memory.");
    static final MetricSpec CLIENT_MEMORY_ENDED =
            counter("d_engine_client_memory_ended_total", "Connections closed because they held the most memory.");

    static final MetricSpec BUILD = gauge("dengine_build_info", "Always 1; the version is in the label.", "version");
    static final MetricSpec MEMORY_USED = gauge("jvm_memory_used_bytes", "Memory in use.", "area");
    static final MetricSpec MEMORY_MAX = gauge("jvm_memory_max_bytes", "The most that may be in use.", "area");
    static final MetricSpec GC_COUNT = counter("jvm_gc_collections_total", "Garbage collections.", "gc");
    static final MetricSpec GC_TIME = counter("jvm_gc_seconds_total", "Time spent in garbage collection.", "gc");
    static final MetricSpec THREADS = gauge("jvm_threads", "Platform threads.");
    static final MetricSpec CPU = counter("process_cpu_seconds_total", "CPU time of the process.");
    static final MetricSpec RESIDENT = gauge("process_resident_memory_bytes", "Memory the process occupies.");
    static final MetricSpec STARTED = gauge("process_start_time_seconds", "When the process began, Unix time.");

    private MetricCatalogue() {}

    /** Returns all metrics in the order of the reference page. */
    public static List<MetricSpec> all() {
        return List.copyOf(ALL);
    }

    private static MetricSpec counter(String name, String help, String... labels) {
        return add(new MetricSpec(name, Kind.COUNTER, List.of(labels), help));
    }

    private static MetricSpec gauge(String name, String help, String... labels) {
        return add(new MetricSpec(name, Kind.GAUGE, List.of(labels), help));
    }

    private static MetricSpec histogram(String name, String help, String... labels) {
        return add(new MetricSpec(name, Kind.HISTOGRAM, List.of(labels), help));
    }

    private static MetricSpec add(MetricSpec spec) {
        ALL.add(spec);
        return spec;
    }
}
