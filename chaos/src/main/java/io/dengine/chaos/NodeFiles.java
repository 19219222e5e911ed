package io.dengine.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The configuration of the nodes of a cluster. Their ids start at 1. */
interface NodeFiles {
    /** Returns the maximum number of nodes. */
    int count();

    /** Returns the number of founders: nodes from node 1 on that form the cluster. The others join it. */
    int founders();

    /**
     * Returns the configuration file of a node.
     *
     * @param addresses the addresses on which the nodes listen, node 1 first
     */
    String configuration(int id, List<String> addresses) throws IOException;

    /** Returns the environment variables of every node. */
    Map<String, String> environment();
}
