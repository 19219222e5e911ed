/**
 * Curves: how speed, latency, memory and the time of a restart depend on scale.
 *
 * <pre>
 *   CurvesCommand --> Rounds: round by round, curve by curve, point by point
 *                        |-- Axes --> Axis: what is varied --> Point --> Shape: the cluster and the load
 *                        |-- PointRun: a new cluster, its keys, a warm-up, then each Task
 *                        |      |-- EngineLauncher, MeasuredLoad (of the package cluster)
 *                        |      |-- Watches, Restarts; HistoryNode, a node that keeps another history
 *                        +--> Samples --> CurveTables, and CurveReport with LineChart
 * </pre>
 *
 * <p>Invariants: one cluster runs at a time, with new data; every point is warmed up by the same number of clients and
 * for the same time; every second round measures the points in reverse order.
 */
@NullMarked
package io.dengine.bench.curves;

import org.jspecify.annotations.NullMarked;
