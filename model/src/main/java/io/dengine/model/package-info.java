/**
 * The protocol in TLA+ ({@code model/tla}), and the program that lets TLC check it.
 *
 * <p>Invariants: each specification holds within its bounds, and each of its mutants, which removes one rule, is
 * found. A specification that finds nothing proves nothing.
 *
 * <p>{@code Steps} is as fine as the core, so that the code is held to it: the simulator records what cores and disks
 * do, and {@code Trace} lets TLC follow that line by line. The first line that {@code Steps} does not allow is a fault
 * of the code, or of the specification.
 */
@NullMarked
package io.dengine.model;

import org.jspecify.annotations.NullMarked;
