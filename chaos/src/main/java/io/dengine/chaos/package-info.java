/**
 * Faults for real processes: nodes are started as a user would start them, killed and paused under load, and the writes
 * that they acknowledged are looked for afterwards.
 *
 * <pre>
 *   Chaos --> Scenario --> ChaosCluster --> NodeProcess (one per node): start, kill -9, stop, continue
 *                 |             |
 *                 |             +--> LeaderWatch: the leader of the highest term that any node reports
 *                 +--> WriteLoad: many clients, each key written once and repeated until acknowledged
 *                 +--> HistoryRecorder --> LinearizabilityCheck
 *                 +--> Verification: every acknowledged write exists, and all nodes are equal
 * </pre>
 *
 * <p>Invariants: a write counts as acknowledged only if its success was received; after any other outcome of a call,
 * its write may or may not have been applied; random choices depend only on the printed seed, but the times of a run do
 * not.
 */
@NullMarked
package io.dengine.chaos;

import org.jspecify.annotations.NullMarked;
