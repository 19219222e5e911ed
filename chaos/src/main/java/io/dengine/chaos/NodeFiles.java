package io.dengine.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The configuration of the nodes of a cluster. Their ids count from 1. */
interface NodeFiles {
    /** How many nodes there may be. */
    int count();

    /** How many of them, from node 1 on, begin the cluster. The others join it. */
    int founders();

    /**
     * The file of a node.
     *
     * @param addresses where the nodes listen, node 1 first
     */
    String configuration(int id, List<String> addresses) throws IOException;

    /** Environment variables of every node. */
    Map<String, String> environment();
}
