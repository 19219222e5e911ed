/**
 * A load generator for a running cluster, and for an engine in its own process.
 *
 * <pre>
 *   BenchCommand --> Discovery: the leader and the nodes
 *        |
 *        +--> GrpcTraffic, NativeTraffic: connections on a few event loops
 *        +--> LoadRun --> LogicalClient (many): one call in flight each, driven by the event loops
 *                              |
 *                              +--> Measurements --> Report: the printed block
 *
 *   EmbeddedCommand --> EmbeddedRun: measures or serves, as its engine leads or not
 *                          +--> EmbeddedTraffic, LoadRun, Report
 * </pre>
 *
 * <p>It usually shares a machine with the cluster it measures, so it uses as little processor time as it can: no thread
 * per client, no timer per call, no thread switch between an answer and the next call.
 *
 * <p>Invariants: a logical client has at most one call in flight; the duration of a call is from handing it to its
 * connection, or to the engine, to the end of its answer; failed calls are reported on standard error and appear in no
 * figure but their own count.
 */
@NullMarked
package io.dengine.bench;

import org.jspecify.annotations.NullMarked;
