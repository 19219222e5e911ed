/**
 * Clusters of processes on this machine, and loads on them with what they cost.
 *
 * <pre>
 *   Launcher --> Cluster: processes in a new directory
 *      +-- EngineLauncher --> EngineCluster --> NodeProcesses
 *   MeasuredLoad: LoadRun (of the load generator) on a Cluster, with Usage, the nodes' memory and processor time
 * </pre>
 *
 * <p>Invariant: processes are stopped by their ids, also when this program is stopped.
 */
@NullMarked
package io.dengine.bench.cluster;

import org.jspecify.annotations.NullMarked;
