/**
 * Faults for real processes: three nodes are started as a user would, killed and paused under load, and what they
 * acknowledged is looked for afterwards.
 *
 * <pre>
 *   Chaos --> Scenario --> ChaosCluster --> NodeProcess (three): start, kill -9, stop, continue
 *                 |             |
 *                 |             +--> LeaderWatch: who leads, by the highest term that any node tells
 *                 +--> WriteLoad: many clients, each key written once and repeated until acknowledged
 *                 +--> HistoryRecorder --> LinearizabilityCheck
 *                 +--> Verification: every acknowledged write is there, and all nodes are equal
 * </pre>
 *
 * <p>Invariants: a write counts as acknowledged only when its success was received; whatever else happened to a call,
 * its write may or may not have been applied; a random choice depends on the printed seed alone, the times of a run do
 * not.
 */
@NullMarked
package io.dengine.chaos;

import org.jspecify.annotations.NullMarked;
