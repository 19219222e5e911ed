/**
 * Hostile input to the ports of nodes, beside a client that must not be affected.
 *
 * <pre>
 *   Garbage --> Crowd: many Strangers, each in a loop of connecting and misbehaving until it is cut off
 * </pre>
 *
 * <p>Invariants: the bytes that a stranger sends depend only on its number and the seed; no stranger sends anything
 * that a node would have to accept as a user's change.
 */
@NullMarked
package io.dengine.chaos.garbage;

import org.jspecify.annotations.NullMarked;
