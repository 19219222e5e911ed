package io.dengine.bench;

import java.util.List;

/** Who is there, as the cluster itself tells. */
record ClusterView(Endpoint leader, List<Endpoint> nodes) {
    ClusterView {
        nodes = List.copyOf(nodes);
    }
}
