/**
 * A load generator for a running cluster, and for an engine in its own process.
 *
 * <pre>
 *   BenchCommand --> Discovery: the leader and the nodes
 *        |
 *        +--> GrpcTraffic, NativeTraffic: connections on a few event loops
 *        +--> LoadRun --> LogicalClient (many): one call at a time each, driven by the event loops
 *                              |
 *                              +--> Measurements --> Report: the printed block
 *
 *   EmbeddedCommand --> EmbeddedRun: the work of this process, as its engine leads or not
 *                          +--> EmbeddedTraffic, LoadRun, Report
 * </pre>
 *
 * <p>It usually shares a machine with the cluster it measures, so it takes as little of the processor as it can: no
 * thread per client, no timer per call, no hop between the network and the next call.
 *
 * <p>Invariants: a logical client has at most one call in flight; the time of a call is from handing it to its
 * connection, or to the engine, to the end of its answer; failed calls are reported on standard error and are in no
 * figure but their own count.
 */
@NullMarked
package io.dengine.bench;

import org.jspecify.annotations.NullMarked;
