/**
 * A comparison of this engine with its peers, measured in turns on one machine.
 *
 * <pre>
 *   CompareCommand --> Comparison: round by round, side by side
 *                        |-- Side --> Launcher --> Cluster (of the package cluster): three processes
 *                        |              |-- EngineLauncher, OriginalLauncher, EtcdLauncher
 *                        |-- MeasuredLoad: the calls, and the servers' memory and processor time
 *                        +--> Results --> ResultTable, and ReportFiles with BarChart
 * </pre>
 *
 * <p>Invariants: one cluster runs at a time; the same loop measures all sides with the same keys, values, connections
 * and durations; a ratio divides two figures of the same round.
 */
@NullMarked
package io.dengine.bench.compare;

import org.jspecify.annotations.NullMarked;
