/**
 * The load of a {@linkplain io.dengine.server.Rehearsal rehearsal}: calls of every kind that a node serves, over each
 * of its protocols.
 *
 * <pre>
 *   Calls: what is still to be made --> GrpcCaller, ClientCaller, HttpCaller (many): one call at a time each
 * </pre>
 *
 * <p>Invariants: a caller begins its next call when the last one has ended, whatever came of it; nothing here judges an
 * answer, because a rehearsal is for the runtime, which only watches what runs.
 */
@NullMarked
package io.dengine.server.rehearsal;

import org.jspecify.annotations.NullMarked;
