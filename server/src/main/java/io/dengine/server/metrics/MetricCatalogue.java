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

    static final MetricSpec REJECTIONS = counter(
            "backpressure_rejections", "Requests rejected because too many were waiting; the type is `all`.", "type");
    static final MetricSpec UTILIZATION = gauge(
            "backpressure_buffer_utilization",
            "Waiting requests as a fraction of the maximum, 0 to 1; the type is `all`.",
            "type");
    static final MetricSpec BATCH_BUFFER =
            gauge("batch_buffer_length", "Requests waiting for the core; the buffer is `propose`.", "buffer");
    static final MetricSpec PROPOSE_TO_COMMIT =
            histogram("raft_write_propose_to_commit_ms", "Time from the acceptance of a write to its commit.");
    static final MetricSpec PROPOSE_TO_APPLY =
            histogram("raft_write_propose_to_apply_ms", "Time from the acceptance of a write to its application.");
    static final MetricSpec WAL_FLUSH = histogram("raft_storage_wal_flush_ms", "Duration of a sync of the log.");
    static final MetricSpec APPLY_COUNT =
            counter("state_machine_apply_chunk_count", "Chunks of entries given to the state machine.");
    static final MetricSpec APPLY_SUCCESS =
            counter("state_machine_apply_chunk_success", "Chunks of entries that the state machine has applied.");
    static final MetricSpec APPLY_DURATION =
            histogram("state_machine_apply_chunk_duration_ms", "Duration of applying a chunk.");
    static final MetricSpec APPLY_SIZE = histogram("state_machine_apply_chunk_batch_size", "Entries in a chunk.");

    static final MetricSpec TERM = gauge("raft_term", "The current term.");
    static final MetricSpec ROLE = gauge("raft_role", "1 for the role of this node, 0 for the other roles.", "role");
    static final MetricSpec LEADER =
            gauge("raft_leader_id", "The id of the leader that this node knows; 0 if it knows none.");
    static final MetricSpec READY =
            gauge("raft_leader_ready", "1 if this node leads and has committed an entry of its term.");
    static final MetricSpec LEADER_CHANGES =
            counter("raft_leader_changes_total", "Changes of the leader that this node has seen since its start.");
    static final MetricSpec COMMIT = gauge("raft_commit_index", "The commit index of this node.");
    static final MetricSpec APPLIED = gauge("raft_applied_index", "The applied index of this node.");
    static final MetricSpec PEER_MATCH =
            gauge("raft_peer_match_index", "On a leader: the match index of the peer.", "peer");
    static final MetricSpec PEER_LAG = gauge(
            "raft_peer_lag",
            "On a leader: entries between the match index of the peer and the end of the leader's log.",
            "peer");
    static final MetricSpec PEER_UP = gauge(
            "raft_peer_up",
            "On a leader: 1 if the peer has answered within an election timeout, else 0. While it"
                    + " is 0, its lag is that of its last answer.",
            "peer");
    static final MetricSpec UNSYNCED = gauge(
            "raft_unsynced_entries",
            "Entries that are not synced, so that a power loss could lose them; 0 with DiskFirst.");
    static final MetricSpec RECOVERING = gauge(
            "raft_recovering",
            "1 while recovering from possible data loss; the node does not count toward votes or commit.");
    static final MetricSpec LOSS_EPOCH = gauge(
            "kv_loss_epoch",
            "Losses of acknowledged writes that were accepted, by an operator or by the only"
                    + " voter. An increase means that writes may be missing.");
    static final MetricSpec INCARNATION = gauge(
            "kv_incarnation_info",
            "Always 1; the label is the incarnation, the history to which all revisions belong.",
            "incarnation");
    static final MetricSpec QUEUES = gauge("raft_queue_length", "Items waiting inside the node, by queue.", "queue");
    static final MetricSpec REFUSED =
            counter("raft_requests_refused_total", "Requests that failed, by reason.", "reason");
    static final MetricSpec PROPOSED = counter("raft_proposals_total", "Commands proposed.");
    static final MetricSpec PROPOSAL_BATCH = histogram("raft_proposal_batch_size", "Commands proposed together.");
    static final MetricSpec READ =
            histogram("raft_read_ms", "Time from the acceptance of a confirmed read to its answer.");
    static final MetricSpec APPENDED = counter("raft_log_appended_entries_total", "Entries written to the log.");
    static final MetricSpec APPENDED_BYTES =
            counter("raft_log_appended_bytes_total", "Bytes of the entries written to the log.");
    static final MetricSpec APPEND = histogram("raft_log_append_ms", "Duration of one write to the log.");
    static final MetricSpec SNAPSHOTS =
            counter("raft_snapshots_total", "Snapshots, by event: taken, sent, installed, failed.", "event");
    static final MetricSpec SNAPSHOT_INDEX =
            gauge("raft_snapshot_index", "The snapshot index of the newest snapshot of this node.");
    static final MetricSpec SNAPSHOT_BYTES = gauge("raft_snapshot_bytes", "Size of the newest snapshot of this node.");
    static final MetricSpec SNAPSHOT_DURATION = histogram("raft_snapshot_ms", "Duration of storing a snapshot.");

    static final MetricSpec SCRUB_READ = counter(
            "d_engine_scrub_read_bytes_total",
            "Bytes of closed log segments and snapshots that were read again to find damage.",
            "kind");
    static final MetricSpec SCRUB_DAMAGED = counter(
            "d_engine_scrub_damaged_total", "Damaged files found by these reads. Above 0 means a broken disk.", "kind");
    static final MetricSpec STATE_CHECK = gauge(
            "d_engine_state_check_index",
            "On a leader: the last index at which all members that answered had the same state.");
    static final MetricSpec STATE_MISMATCH = counter(
            "d_engine_state_mismatch_total",
            "On a leader: comparisons in which the states of members differed. Above 0 means a"
                    + " broken disk or memory.");

    static final MetricSpec DISK_FREE =
            gauge("d_engine_disk_free_bytes", "Free bytes on the disk of the data directory.");
    static final MetricSpec DISK_RESERVE = gauge(
            "d_engine_disk_reserve_bytes",
            "The reserve: with fewer free bytes, a leader accepts only commands that free room, and renewals.");
    static final MetricSpec DISK_NEARLY_FULL =
            gauge("d_engine_disk_nearly_full", "1 while fewer bytes than the reserve are free, else 0.");

    static final MetricSpec CALL_CONNECTIONS =
            gauge("d_engine_call_connections", "Connections of clients with the native protocol.");
    static final MetricSpec CALLS = counter("d_engine_calls_total", "Calls on these connections, by kind.", "kind");
    static final MetricSpec CALLS_UNDER_WAY =
            gauge("d_engine_calls_under_way", "Calls in flight on these connections.");
    static final MetricSpec CALLS_FAILED =
            counter("d_engine_calls_failed_total", "Calls on these connections that failed, by problem.", "problem");
    static final MetricSpec CALL_WATCHES = gauge("d_engine_call_watches", "Watches on these connections.");

    static final MetricSpec CLIENT_MEMORY = gauge(
            "d_engine_client_memory_bytes",
            "Memory of this node that clients occupy (used), and its maximum (limit).",
            "kind");
    static final MetricSpec CLIENT_MEMORY_REFUSED =
            counter("d_engine_client_memory_refused_total", "Requests of clients rejected for lack of memory.");
    static final MetricSpec CLIENT_MEMORY_ENDED = counter(
            "d_engine_client_memory_ended_total",
            "Connections of clients closed because they occupied the most memory.");

    static final MetricSpec BUILD = gauge("dengine_build_info", "Always 1; the version is in the label.", "version");
    static final MetricSpec MEMORY_USED = gauge("jvm_memory_used_bytes", "Memory in use, in bytes.", "area");
    static final MetricSpec MEMORY_MAX = gauge("jvm_memory_max_bytes", "Maximum memory, in bytes.", "area");
    static final MetricSpec GC_COUNT = counter("jvm_gc_collections_total", "Garbage collections.", "gc");
    static final MetricSpec GC_TIME =
            counter("jvm_gc_seconds_total", "Time spent in garbage collection, in seconds.", "gc");
    static final MetricSpec THREADS = gauge("jvm_threads", "Platform threads.");
    static final MetricSpec CPU = counter("process_cpu_seconds_total", "CPU time of the process, in seconds.");
    static final MetricSpec RESIDENT =
            gauge("process_resident_memory_bytes", "Resident memory of the process, in bytes.");
    static final MetricSpec STARTED =
            gauge("process_start_time_seconds", "Start of the process, Unix time in seconds.");

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
