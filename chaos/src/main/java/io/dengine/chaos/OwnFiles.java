package io.dengine.chaos;

import java.util.List;
import java.util.Map;

/** Three nodes with a configuration made for this program. */
final class OwnFiles implements NodeFiles {
    private static final int SIZE = 3;

    private final Strategy strategy;
    private final int flushIntervalMillis;

    OwnFiles(ChaosPlan plan) {
        this.strategy = plan.strategy();
        this.flushIntervalMillis = plan.tuning().flushIntervalMillis();
    }

    @Override
    public int count() {
        return SIZE;
    }

    @Override
    public int founders() {
        return SIZE;
    }

    @Override
    public String configuration(int id, List<String> addresses) {
        StringBuilder members = new StringBuilder();
        for (int member = 1; member <= SIZE; member++) {
            members.append("    { id = %d, address = \"%s\", role = 1, status = 2 },%n"
                    .formatted(member, addresses.get(member - 1)));
        }
        return """
            [cluster]
            node_id = %d
            listen_address = "%s"
            initial_cluster = [
            %s]

            [raft.election]
            election_timeout_min = 1000
            election_timeout_max = 2000

            [raft.read_consistency]
            default_policy = "LinearizableRead"
            lease_duration_ms = 500

            [raft.persistence]
            strategy = "%s"
            %s\
            """.formatted(id, addresses.get(id - 1), members, strategy.configName(), flushPolicy());
    }

    /** Returns a flush policy that syncs only after the interval, or an empty string if no interval is set. */
    private String flushPolicy() {
        return flushIntervalMillis == 0
                ? ""
                : "flush_policy = { Batch = { threshold = 10000000, interval_ms = %d } }%n"
                        .formatted(flushIntervalMillis);
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }
}
