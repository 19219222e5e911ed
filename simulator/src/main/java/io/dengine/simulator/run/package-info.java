/**
 * Whole nodes under one seeded scheduler: the real core, stages, log, store and peer codec, over a network, disks and
 * clocks with injected faults.
 *
 * <pre>
 *   Swarm (the kind of run)      Nemesis (faults)      Workload (clients)
 *   Schedule (time and order)      |                     /
 *             \                    |                    /
 *              +---------------- Scheduler --------------+        one queue, virtual nanoseconds
 *                                    |
 *            SimHost 1..n: { clock, disk, Node: [core] [log] [sync] [apply] }  &lt;-- SimNetwork -->
 *                                    |
 *                     Referee: every invariant after every event
 * </pre>
 *
 * <p>In every eleventh seed, clients use the client library: {@link io.dengine.simulator.run.LibraryClient} runs it
 * completely, over {@link io.dengine.simulator.run.ClientStream}s of bytes that are slow, silent or broken.
 *
 * <pre>
 *   LibraryCalls, LibraryWatch, LibraryHolder --> EngineClient --> RemoteTarget       the whole client module
 *                                                                      | bytes
 *                  Node &lt;-- CallDesk, ServedFeed &lt;-- ServedClient &lt;-- ClientStream
 * </pre>
 *
 * <p>In some seeds the cluster has a second life, which its own clients and a {@link
 * io.dengine.simulator.run.History} of its own check, with what it inherits:
 *
 * <pre>
 *   first life --Disaster: loss of power--&gt; FormerLife --the loss is reported--&gt; next life, on these disks
 *   first life --Archivist: backup--&gt; Restoration --the first leader's entry--&gt; next life, on other machines
 * </pre>
 *
 * <p>Invariants: one thread; every choice comes from one of the seeded {@link io.dengine.simulator.run.Streams}; the
 * same seed gives the same trace hash; virtual time moves only from event to event.
 */
@NullMarked
package io.dengine.simulator.run;

import org.jspecify.annotations.NullMarked;
