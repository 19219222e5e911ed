/**
 * Hostile input to the ports of nodes, beside a client that must not be affected.
 *
 * <pre>
 *   Garbage --> Crowd: many Strangers, each each connects and misbehaves in a loop until it is disconnected
 * </pre>
 *
 * <p>Invariants: the bytes that a stranger sends depend only on its number and the seed; no stranger sends anything
 * that a node would have to accept as a user's change.
 */
@NullMarked
package io.dengine.chaos.garbage;

import org.jspecify.annotations.NullMarked;
