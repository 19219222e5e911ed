/**
 * A search among the schedules of a small cluster for one that breaks a promise.
 *
 * <pre>
 *   Bounds --> Schedule --> Action --> Cluster (RaftCore x n, disks, links, Ghost) --> Violation? --> shortest trail
 *                  ^                        |
 *                  '---- Fingerprint -------'   a state that was explored before is not explored again
 * </pre>
 *
 * <p>The nodes are the real {@link io.dengine.core.RaftCore}; its environment (disk, links, clocks) is a model with few
 * choices. A canonical schedule makes every choice that is left open; the search deviates from it a bounded number of
 * times, at every place where it can ({@link io.dengine.testkit.explore.Bounded}), or as often as it likes, led by what
 * it has not seen yet ({@link io.dengine.testkit.explore.Hunt}).
 *
 * <p>Invariants: an action on a state gives the same state always, so a trail of actions replays; the ghost state only
 * observes, and remembers what the nodes have promised even if they forget it.
 */
@NullMarked
package io.dengine.testkit.explore;

import org.jspecify.annotations.NullMarked;
