/**
 * Faults for real processes: starts nodes as a user does, kills and pauses them under load, and afterwards looks for
 * the writes that they acknowledged.
 *
 * <pre>
 *   Chaos --> Scenario --> ChaosCluster --> NodeProcess (one per node): start, kill -9, stop, continue
 *                 |             |
 *                 |             +--> LeaderWatch: the leader of the highest term that any node reports
 *                 +--> WriteLoad: many clients, each key written once and retried until acknowledged
 *                 +--> HistoryRecorder --> LinearizabilityCheck
 *                 +--> Verification: every acknowledged write exists, and all nodes are equal
 * </pre>
 *
 * <p>Invariants: a write counts as acknowledged only if its client received the success; after any other outcome of a
 * call, the write may or may not have been applied; random choices depend only on the printed seed, but the timing of a
 * run does not.
 */
@NullMarked
package io.dengine.chaos;

import org.jspecify.annotations.NullMarked;
