/**
 * A load generator for a running cluster.
 *
 * <pre>
 *   BenchCommand --> Discovery: who leads, who is there
 *        |
 *        +--> Connections: HTTP/2 connections on a few event loops
 *        +--> LoadRun --> LogicalClient (many): one call at a time each, driven by the event loops
 *                              |
 *                              +--> Measurements --> Report: the printed block
 * </pre>
 *
 * <p>It usually shares a machine with the cluster it measures, so it takes as little of the processor as it can: no
 * thread per client, no timer per call, no hop between the network and the next call.
 *
 * <p>Invariants: a logical client has at most one call under way; the time of a call is from handing it to gRPC to the
 * end of its answer; failed calls are told on standard error and are in no figure but their own count.
 */
@NullMarked
package io.dengine.bench;

import org.jspecify.annotations.NullMarked;
