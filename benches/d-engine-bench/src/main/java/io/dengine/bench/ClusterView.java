package io.dengine.bench;

import java.util.List;

/** Who is there, as the cluster itself tells. */
public record ClusterView(Endpoint leader, List<Endpoint> nodes) {
    public ClusterView {
        nodes = List.copyOf(nodes);
    }
}
