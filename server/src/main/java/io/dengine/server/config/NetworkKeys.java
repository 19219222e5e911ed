package io.dengine.server.config;

import static io.dengine.server.config.KeySection.FLAG;
import static io.dengine.server.config.KeySection.MILLIS_OR_ZERO;
import static io.dengine.server.config.KeySection.NOT_NEGATIVE;
import static io.dengine.server.config.KeySection.POSITIVE;
import static io.dengine.server.config.KeySection.range;

import java.util.List;

/**
 * The keys for connections and retries. The original opens three kinds of connections between nodes and tunes each.
 * Here there is one connection per peer, which tunes itself, so none of these keys has a counterpart.
 */
final class NetworkKeys {
    private static final String ONE_CONNECTION = "there is one connection per peer, which needs no tuning";
    private static final String ONE_DEADLINE = "a request has one deadline, raft.general_raft_timeout_duration_in_ms";
    private static final String NO_RETRIES = "the protocol retries lost messages by itself";

    private NetworkKeys() {}

    static List<ConfigKey> keys() {
        KeySection table = new KeySection();
        table.section("network")
                .accepted("tcp_nodelay", FLAG, "always on")
                .accepted("buffer_size", range(1024, Integer.MAX_VALUE), ONE_CONNECTION);
        for (String kind : List.of("control", "data", "bulk")) {
            connection(table.section("network." + kind));
        }
        for (String operation : List.of(
                "append_entries",
                "election",
                "membership",
                "healthcheck",
                "auto_discovery",
                "join_cluster",
                "internal_quorum",
                "install_snapshot")) {
            retry(table.section("retry." + operation));
        }
        table.section("retry.install_snapshot")
                .accepted("per_chunk_timeout_ms", MILLIS_OR_ZERO, NO_RETRIES)
                .accepted("min_timeout_ms", MILLIS_OR_ZERO, NO_RETRIES)
                .accepted("max_timeout_ms", MILLIS_OR_ZERO, NO_RETRIES)
                .accepted("between_chunk_timeout_ms", MILLIS_OR_ZERO, NO_RETRIES)
                .accepted("push_failure_alert_threshold", POSITIVE, NO_RETRIES)
                .accepted("push_backoff_max_delay_ms", MILLIS_OR_ZERO, NO_RETRIES);
        return table.keys();
    }

    private static void connection(KeySection table) {
        table.accepted("connect_timeout_in_ms", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("request_timeout_in_ms", NOT_NEGATIVE, ONE_DEADLINE)
                .accepted("concurrency_limit", NOT_NEGATIVE, "raft.backpressure limits waiting requests")
                .accepted("max_concurrent_streams", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("tcp_keepalive_in_secs", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("http2_keep_alive_interval_in_secs", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("http2_keep_alive_timeout_in_secs", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("max_frame_size", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("connection_window_size", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("initial_connection_window_size", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("stream_window_size", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("initial_stream_window_size", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("adaptive_window", FLAG, ONE_CONNECTION)
                .accepted("http2_adaptive_window", FLAG, ONE_CONNECTION)
                .accepted("enable_connect_protocol", FLAG, ONE_CONNECTION)
                .accepted("http2_max_pending_accept_reset_streams", NOT_NEGATIVE, ONE_CONNECTION)
                .accepted("http2_max_send_buffer_size", NOT_NEGATIVE, ONE_CONNECTION);
    }

    private static void retry(KeySection table) {
        table.accepted("max_retries", POSITIVE, NO_RETRIES)
                .accepted("timeout_ms", POSITIVE, NO_RETRIES)
                .accepted("base_delay_ms", NOT_NEGATIVE, NO_RETRIES)
                .accepted("max_delay_ms", range(0, 120_000), NO_RETRIES);
    }
}
