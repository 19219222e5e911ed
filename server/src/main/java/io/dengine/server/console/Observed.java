package io.dengine.server.console;

import io.dengine.node.LocalNode;
import io.dengine.server.memory.MemoryBudget;
import io.dengine.server.metrics.CallMeter;
import io.dengine.server.metrics.NodeMeter;
import java.util.function.IntSupplier;

/**
 * The parts of a node that the console observes.
 *
 * @param nodeId the id of the node
 * @param node the node
 * @param address the address at which it is reached
 * @param version of the program
 * @param maxRequests the maximum number of requests in the node
 * @param meter the counters of its stages
 * @param calls the counters of its clients' calls
 * @param memory the memory budget of its clients
 * @param connections supplies the number of open connections
 */
public record Observed(
        int nodeId,
        LocalNode node,
        String address,
        String version,
        int maxRequests,
        NodeMeter meter,
        CallMeter calls,
        MemoryBudget memory,
        IntSupplier connections) {}
