/**
 * A comparison of this engine with its peers, measured on one machine in turns.
 *
 * <pre>
 *   CompareCommand --> Comparison: round by round, side by side
 *                        |-- Side --> Launcher --> Cluster: three processes in a fresh directory
 *                        |              |-- EngineLauncher, OriginalLauncher, EtcdLauncher
 *                        |-- LoadRun (of the load generator), Usage: the servers' memory and processor time
 *                        +--> Results --> ResultTable, and ReportFiles with BarChart
 * </pre>
 *
 * <p>Invariants: one cluster runs at a time; its processes are ended by their ids, also when the program is stopped;
 * all sides are measured by the same loop with the same keys, values, connections and times; a ratio is made of two
 * figures of the same round.
 */
@NullMarked
package io.dengine.bench.compare;

import org.jspecify.annotations.NullMarked;
