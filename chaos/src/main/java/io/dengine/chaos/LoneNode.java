package io.dengine.chaos;

import java.io.IOException;
import java.util.List;

/**
 * Kills all nodes and restarts one of three. It must answer unconfirmed reads with a state that it once had, or not at
 * all: it must never report an acknowledged key as absent.
 */
final class LoneNode implements Scenario {
    private static final int KEYS = 20;
    /** The reads to try. Each may take the whole time limit of a request. */
    private static final int ASKED = 2;

    private static final long LIMIT_SECS = 60;
    private static final int OK = 200;
    private static final int ABSENT = 404;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        long falseAbsences = 0;
        long emptyScans = 0;
        long answered = 0;
        try (ChaosCluster cluster = new ChaosCluster(plan)) {
            cluster.start();
            List<PlainHttp> nodes = cluster.nodes().stream().map(PlainHttp::new).toList();
            for (int round = 0; round < plan.rounds(); round++) {
                int alone = 1 + round % nodes.size();
                PlainHttp node = nodes.get(alone - 1);
                for (int key = 0; key < KEYS; key++) {
                    String name = "key-" + round + "-" + key;
                    cluster.await(
                            "a write", LIMIT_SECS, () -> node.put(name, "v").status() == OK);
                }
                cluster.nodes().forEach(NodeProcess::kill);
                cluster.restart(alone);
                cluster.await("the node", LIMIT_SECS, () -> node.get("/livez").status() == OK);
                for (int i = 0; i < ASKED; i++) {
                    int status = node.eventual("key-" + round + "-" + i).status();
                    falseAbsences += status == ABSENT ? 1 : 0;
                    answered += status == OK ? 1 : 0;
                }
                PlainHttp.Answer scan = node.get("/scan?consistency=eventual&prefix=key-" + round);
                emptyScans += scan.status() == OK && !scan.body().contains("key-" + round) ? 1 : 0;
                for (NodeProcess other : cluster.nodes()) {
                    if (other.id() != alone) {
                        cluster.restart(other.id());
                    }
                }
                String last = "key-" + round + "-" + (KEYS - 1);
                cluster.await(
                        "the value again", LIMIT_SECS, () -> node.eventual(last).status() == OK);
            }
        }
        return new Outcome("One of three restarts alone, " + plan.strategy().configName())
                .figure("Unconfirmed reads answered", answered)
                .promise("Acknowledged keys reported as absent", falseAbsences, 0)
                .promise("Scans without acknowledged keys", emptyScans, 0);
    }
}
