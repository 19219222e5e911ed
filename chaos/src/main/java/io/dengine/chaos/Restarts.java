package io.dengine.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Restarts the leader every few seconds, while the only writes are of keys with a TTL. No key may expire before its
 * TTL, nor later than safety.md promises.
 */
final class Restarts implements Scenario {
    private static final long TTL_MILLIS = 8_000;
    private static final long LIFE_MILLIS = 3_000;
    private static final long LIMIT_SECS = 60;

    /** The grace period of a new leader. The next constant is the delay that a busy machine adds. */
    private static final long GRACE_MILLIS = 3_000;

    private static final long SLACK_MILLIS = 3_000;
    private static final long LOST_BY_A_RESTART_MILLIS = 1_000;
    private static final int OK = 200;
    private static final int ABSENT = 404;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        List<Long> lived = new ArrayList<>();
        long early = 0;
        long late = 0;
        try (ChaosCluster cluster = new ChaosCluster(plan)) {
            cluster.start();
            List<PlainHttp> nodes = cluster.nodes().stream().map(PlainHttp::new).toList();
            for (int round = 0; round < plan.rounds(); round++) {
                String key = "short-lived-" + round;
                cluster.await(
                        "a write",
                        LIMIT_SECS,
                        () -> nodes.stream().anyMatch(node -> put(node, key).status() == OK));
                long begin = System.nanoTime();
                long leaderless = 0;
                int restarts = 0;
                while (isThere(cluster, nodes, key)) {
                    ChaosCluster.rest(LIFE_MILLIS);
                    int leader = cluster.leaders().leadership().nodeId();
                    if (!isThere(cluster, nodes, key)) {
                        break;
                    }
                    long down = System.nanoTime();
                    if (restarts++ % 2 == 0) {
                        cluster.node(leader).kill();
                    } else {
                        cluster.node(leader).stop();
                    }
                    cluster.restart(leader);
                    boolean unused = isThere(cluster, nodes, key); // confirmed by the current leader
                    leaderless += millisSince(down);
                }
                long millis = millisSince(begin);
                lived.add(millis);
                early += millis < TTL_MILLIS ? 1 : 0;
                late += millis
                                > TTL_MILLIS
                                        + leaderless
                                        + GRACE_MILLIS
                                        + LIFE_MILLIS
                                        + SLACK_MILLIS
                                        + LOST_BY_A_RESTART_MILLIS * restarts
                        ? 1
                        : 0;
            }
        }
        return new Outcome("Restarts every few seconds, " + plan.strategy().configName())
                .times("Life of a key with a TTL of " + TTL_MILLIS + " ms, as observed", lived)
                .promise("Keys that expired early", early, 0)
                .promise("Keys that expired later than promised", late, 0);
    }

    private static PlainHttp.Answer put(PlainHttp node, String key) {
        return node.post("/put", "{\"key\":\"%s\",\"value\":\"v\",\"ttl_ms\":%d}".formatted(key, TTL_MILLIS));
    }

    /** Returns whether the key exists, by a linearizable read at the first node that answers. */
    private static boolean isThere(ChaosCluster cluster, List<PlainHttp> nodes, String key) {
        boolean[] there = {false};
        cluster.await("a confirmed read", LIMIT_SECS, () -> {
            for (PlainHttp node : nodes) {
                int status =
                        node.get("/get?consistency=linearizable&key=" + key).status();
                if (status == OK || status == ABSENT) {
                    there[0] = status == OK;
                    return true;
                }
            }
            return false;
        });
        return there[0];
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
