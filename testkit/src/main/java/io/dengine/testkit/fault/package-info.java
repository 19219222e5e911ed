/**
 * Simulated devices that fail on purpose, deterministic from a seed.
 *
 * <p>Invariants: a fault never does what the real thing could not do: what was forced stays, what was written survives
 * the death of a process, and only what was not forced can be lost or torn by a loss of power.
 */
@NullMarked
package io.dengine.testkit.fault;

import org.jspecify.annotations.NullMarked;
