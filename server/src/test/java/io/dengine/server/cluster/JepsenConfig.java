package io.dengine.server.cluster;

import java.util.List;

/** The configuration files of the original's Jepsen suite, with its keys and values, for other addresses. */
final class JepsenConfig {
    private static final String VOTER = "role = 1, status = 3";
    private static final String PROMOTABLE = "role = 4, status = 1";
    private static final String READ_ONLY = "role = 4, status = 2";

    private JepsenConfig() {}

    /** One of the three nodes that the cluster begins with. */
    static String voter(JepsenNode node, List<JepsenNode> voters) {
        return file(node, members(voters), "snapshot_cool_down_since_last_check = { secs = 5 }");
    }

    /** A node that joins: it names the others as voters, and itself as a learner. */
    static String learner(JepsenNode node, List<JepsenNode> others, boolean readOnly) {
        String self = member(node, readOnly ? READ_ONLY : PROMOTABLE);
        return file(node, members(others) + self, "");
    }

    private static String members(List<JepsenNode> voters) {
        StringBuilder members = new StringBuilder();
        voters.forEach(voter -> members.append(member(voter, VOTER)));
        return members.toString();
    }

    private static String member(JepsenNode node, String role) {
        return "    { id = " + node.id + ", address = \"" + node.address() + "\", " + role + " },\n";
    }

    private static String file(JepsenNode node, String members, String coolDown) {
        return """
                [cluster]
                node_id = %d
                listen_address = "%s"
                initial_cluster = [
                %s]
                db_root_dir = "./db/%d"
                log_dir = "./logs"

                [raft]
                general_raft_timeout_duration_in_ms = 100
                cmd_channel_capacity = 1024
                ordered_channel_capacity = 1024

                [raft.election]
                election_timeout_min = 1000
                election_timeout_max = 2000

                [raft.read_consistency]
                default_policy = "LeaseRead"
                lease_duration_ms = 500

                [raft.batching]
                max_batch_size = 200

                [raft.metrics]
                enable_backpressure = false
                enable_batch = false

                [raft.backpressure]
                max_pending_writes = 1000
                max_pending_reads = 500

                [raft.persistence]
                strategy = "MemFirst"
                flush_policy = { Batch = { idle_flush_interval_ms = 1000 } }
                max_buffered_entries = 10000

                [raft.snapshot]
                enable = true
                max_log_entries_before_snapshot = 50
                %s
                snapshots_dir = "./snapshots/"
                retained_log_entries = 3

                [raft.state_machine.lease]
                enabled = true
                cleanup_interval_ms = 1000
                max_cleanup_duration_ms = 1

                %s
                [storage]
                unified_db = false
                """.formatted(node.id, node.address(), members, node.id, coolDown, NETWORK);
    }

    private static final String NETWORK = """
            [network.control]
            request_timeout_in_ms = 100
            concurrency_limit = 50
            max_concurrent_streams = 4096
            connection_window_size = 4_194_304
            initial_stream_window_size = 2_097_152
            enable_connect_protocol = true
            tcp_keepalive_in_secs = 60
            http2_keep_alive_interval_in_secs = 15
            http2_keep_alive_timeout_in_secs = 10
            max_frame_size = 16_777_215
            http2_max_pending_accept_reset_streams = 1000
            http2_max_send_buffer_size = 8_388_608

            [network.data]
            connect_timeout_in_ms = 100
            request_timeout_in_ms = 300
            concurrency_limit = 100
            max_concurrent_streams = 4096
            connection_window_size = 8_388_608
            initial_stream_window_size = 4_194_304
            tcp_keepalive_in_secs = 60
            http2_keep_alive_interval_in_secs = 15
            http2_keep_alive_timeout_in_secs = 10
            max_frame_size = 16_777_215
            http2_adaptive_window = true
            http2_max_pending_accept_reset_streams = 2000
            http2_max_send_buffer_size = 16_777_216
            """;
}
