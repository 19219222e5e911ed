/**
 * The load of a {@linkplain io.dengine.server.Rehearsal rehearsal}: calls of every kind that a node serves, over each
 * of its protocols.
 *
 * <pre>
 *   Calls: the calls still to make   --> GrpcCaller, ClientCaller, HttpCaller (many): one call at a time each
 * </pre>
 *
 * <p>Invariants: a caller begins its next call when the last one has ended, whatever its outcome; nothing here checks
 * answers, because a rehearsal only serves the runtime, which observes what code is executed.
 */
@NullMarked
package io.dengine.server.rehearsal;

import org.jspecify.annotations.NullMarked;
