/**
 * A comparison of this engine with its peers, measured in turns on one machine.
 *
 * <pre>
 *   CompareCommand --> Comparison: round by round, side by side
 *                        |-- Side --> Launcher --> Cluster: three processes in a new directory
 *                        |              |-- EngineLauncher, OriginalLauncher, EtcdLauncher
 *                        |-- LoadRun (of the load generator), Usage: the servers' memory and processor time
 *                        +--> Results --> ResultTable, and ReportFiles with BarChart
 * </pre>
 *
 * <p>Invariants: one cluster runs at a time; its processes are stopped by their ids, also when this program is stopped;
 * the same loop measures all sides with the same keys, values, connections and durations; a ratio divides two
 * figures of the same round.
 */
@NullMarked
package io.dengine.bench.compare;

import org.jspecify.annotations.NullMarked;
