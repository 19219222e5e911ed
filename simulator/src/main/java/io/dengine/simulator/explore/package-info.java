/**
 * A search among the schedules of a small cluster for one that violates a rule.
 *
 * <pre>
 *   Bounds --> Schedule --> Action --> Cluster (RaftCore x n, disks, links, Ghost) --> Violation? --> shortest trail
 *                  ^                        |
 *                  '---- Fingerprint -------'   a known state is not explored again
 * </pre>
 *
 * <p>The nodes are the real {@link io.dengine.core.RaftCore}; its environment (disk, links, clocks) is a model with few
 * choices. A canonical schedule makes every choice that is left open. The search deviates from it a bounded number of
 * times, at every possible place ({@link io.dengine.simulator.explore.Bounded}), or any number of times, guided by
 * states that it has not seen yet ({@link io.dengine.simulator.explore.Hunt}).
 *
 * <p>Invariants: an action on a state always gives the same state, so a trail of actions can be replayed; the ghost
 * state only observes, and remembers the promises of nodes even if the nodes have lost them.
 */
@NullMarked
package io.dengine.simulator.explore;

import org.jspecify.annotations.NullMarked;
