package io.dengine.bench;

import java.util.List;

/** The nodes of the cluster, as the cluster itself reports them. */
public record ClusterView(Endpoint leader, List<Endpoint> nodes) {
    public ClusterView {
        nodes = List.copyOf(nodes);
    }
}
