/**
 * Latencies below saturation: the calls of a cluster with many keys are due at a part of its maximum rate, and the
 * pauses of its nodes are read from their logs. Shows too where the processor time of a call goes.
 *
 * <pre>
 *   SteadyCommand -> Steady: fill -> maximum (closed loop) -> steady rate (open loop)
 *                                                                |
 *                                                    Pauses: the nodes' safepoint logs
 *                                                    StageTable: the processor time of their threads
 * </pre>
 */
@NullMarked
package io.dengine.bench.steady;

import org.jspecify.annotations.NullMarked;
