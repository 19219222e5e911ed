/**
 * What strangers can send to the ports of nodes, and a client that goes on beside them.
 *
 * <pre>
 *   Garbage --> Crowd: many Strangers, each in a loop of connecting and misbehaving until it is cut off
 * </pre>
 *
 * <p>Invariants: what a stranger does depends on its number and the seed alone; none sends anything that a node would
 * have to take for a request of a user.
 */
@NullMarked
package io.dengine.chaos.garbage;

import org.jspecify.annotations.NullMarked;
