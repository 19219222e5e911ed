package io.dengine.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Grows one node to three; then the first node loses its disk and restarts with its first file, which names only
 * itself. It must not form a second cluster, whatever clients request. After a replacement as described on the
 * operations page, it must be a member again.
 */
final class FounderLost implements Scenario {
    private static final String FILES = "single-node-expansion/config";
    private static final int SIZE = 3;
    private static final int FOUNDER = 1;
    private static final int OTHER = 2;
    private static final int WRITES = 20;
    private static final long LIMIT_SECS = 90;
    private static final int OK = 200;
    private static final int ABSENT = 404;

    private final List<String> acknowledged = new ArrayList<>();
    private long missing;
    private long readyWithoutData;
    private long falseAbsences;
    private long started;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        for (int round = 0; round < plan.rounds(); round++) {
            Path place = plan.places().directory().resolve("round" + round);
            Places places = new Places(plan.places().launcher(), plan.places().examples(), place);
            NodeFiles files = new ExampleFiles(
                    plan.places().examples().resolve(FILES), SIZE, FOUNDER, ExampleFiles.setting(plan.strategy()));
            try (ChaosCluster cluster = new ChaosCluster(plan.at(places), files, Machine::own)) {
                round(cluster);
            }
        }
        return new Outcome("The founder of a grown cluster loses its disk, "
                        + plan.strategy().configName())
                .figure("Acknowledged writes checked", acknowledged.size())
                .promise("Missing", missing, 0)
                .promise("Acknowledged keys reported as absent", falseAbsences, 0)
                .promise("Starts of the empty node that succeeded", started, 0)
                .promise("Reports of the empty node that it is ready", readyWithoutData, 0);
    }

    private void round(ChaosCluster cluster) {
        int before = acknowledged.size();
        cluster.start();
        for (int id = FOUNDER + 1; id <= SIZE; id++) {
            cluster.add(id);
            awaitVoter(cluster, id);
        }
        PlainHttp other = new PlainHttp(cluster.node(OTHER));
        PlainHttp founder = new PlainHttp(cluster.node(FOUNDER));
        write(other, "before");
        cluster.node(FOUNDER).kill();
        cluster.node(FOUNDER).wipe();
        cluster.await(
                "a leader without the founder",
                LIMIT_SECS,
                () -> other.put("between", "v").status() == OK);
        cluster.restart(FOUNDER);
        ask(cluster.node(FOUNDER), founder);
        started += cluster.node(FOUNDER).isRunning() ? 1 : 0;
        cluster.node(FOUNDER).stop();
        cluster.await(
                "the replacement",
                LIMIT_SECS,
                () -> other.post("/replace", "{\"node_id\":%d,\"new_node_id\":%d}".formatted(FOUNDER, FOUNDER))
                                .status()
                        == OK);
        cluster.node(FOUNDER).wipe();
        cluster.restart(FOUNDER);
        cluster.await(
                "the promotion",
                LIMIT_SECS,
                () -> isVoter(cluster, FOUNDER)
                        || other.post("/promote", "{\"node_id\":%d}".formatted(FOUNDER))
                                        .status()
                                == OK);
        awaitVoter(cluster, FOUNDER);
        write(founder, "after");
        for (String key : acknowledged.subList(before, acknowledged.size())) {
            for (NodeProcess node : cluster.nodes()) {
                missing += isAbsent(cluster, new PlainHttp(node), key) ? 1 : 0;
            }
        }
    }

    /**
     * Sends requests to the founder, which must fail to start. Until it exits, the writes that it acknowledges count,
     * and it must not report an acknowledged key as absent.
     */
    private void ask(NodeProcess process, PlainHttp founder) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECS);
        for (int i = 0; process.isRunning() && System.nanoTime() - end < 0; i++) {
            String key = "alone-" + i;
            if (founder.put(key, key).status() == OK) {
                acknowledged.add(key);
            }
            falseAbsences += founder.get("/get?key=before-0").status() == ABSENT ? 1 : 0;
            readyWithoutData += founder.get("/readyz").status() == OK ? 1 : 0;
            ChaosCluster.rest(200);
        }
    }

    private static boolean isAbsent(ChaosCluster cluster, PlainHttp node, String key) {
        int[] status = {0};
        cluster.await("an answer for key " + key, LIMIT_SECS, () -> {
            status[0] = node.get("/get?key=" + key).status();
            return status[0] == OK || status[0] == ABSENT;
        });
        return status[0] == ABSENT;
    }

    private void write(PlainHttp node, String prefix) {
        for (int i = 0; i < WRITES; i++) {
            String key = prefix + "-" + i;
            if (node.put(key, key).status() == OK) {
                acknowledged.add(key);
            }
        }
    }

    private static void awaitVoter(ChaosCluster cluster, int id) {
        cluster.await("node " + id + " to be a voter", LIMIT_SECS, () -> isVoter(cluster, id));
    }

    private static boolean isVoter(ChaosCluster cluster, int id) {
        return "voter".equals(new NodeAdmin(cluster.node(OTHER)).roles().get(id));
    }
}
