/**
 * Simulated devices that fail deterministically, by a seed.
 *
 * <p>Invariants: a fault never does what a real device could not do: forced data survives, written data survives the
 * end of a process, and a power loss can lose or tear only data that was not forced.
 */
@NullMarked
package io.dengine.simulator.fault;

import org.jspecify.annotations.NullMarked;
