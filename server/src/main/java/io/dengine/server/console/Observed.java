package io.dengine.server.console;

import io.dengine.embedded.LocalNode;
import io.dengine.server.memory.MemoryBudget;
import io.dengine.server.metrics.CallMeter;
import io.dengine.server.metrics.NodeMeter;
import java.util.function.IntSupplier;

/**
 * The parts of a node that are looked at.
 *
 * @param nodeId its number
 * @param node the node
 * @param address where it listens
 * @param version of the program
 * @param maxRequests how many requests may be in the node
 * @param meter what its stages have counted
 * @param calls what its clients have asked
 * @param memory what its clients make it hold
 * @param connections how many are open
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
