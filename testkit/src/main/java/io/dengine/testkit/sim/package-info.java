/**
 * Whole nodes under one seeded scheduler: the real core, stages, log, store and peer codec, over a network, disks and
 * clocks that fail on purpose.
 *
 * <pre>
 *   Swarm (what kind of run)     Nemesis (faults)      Workload (clients)
 *             \                      |                     /
 *              +---------------- Scheduler --------------+        one queue, virtual nanoseconds
 *                                    |
 *            SimHost 1..n: { clock, disk, Node: [core] [log] [sync] [apply] }  <-- SimNetwork -->
 *                                    |
 *                     Referee: every invariant after every event
 * </pre>
 *
 * <p>Invariants: one thread; every choice comes from one of the seeded {@link io.dengine.testkit.sim.Streams}; the same
 * seed gives the same trace hash; virtual time moves only from event to event.
 */
@NullMarked
package io.dengine.testkit.sim;

import org.jspecify.annotations.NullMarked;
