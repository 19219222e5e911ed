/**
 * Simulated devices that fail on purpose, deterministic from a seed.
 *
 * <p>Invariants: a fault never does what a real device could not do: forced data stays, written data survives the death
 * of a process, and a power loss can lose or tear only data that was not forced.
 */
@NullMarked
package io.dengine.testkit.fault;

import org.jspecify.annotations.NullMarked;
