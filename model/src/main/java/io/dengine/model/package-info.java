/**
 * The protocol in TLA+ ({@code model/tla}), and the program that runs TLC on it.
 *
 * <p>Invariants: each specification holds within its bounds, and TLC finds each of its mutants, which remove one rule
 * each. A specification whose mutants are not found proves nothing.
 *
 * <p>{@code Steps} is as fine-grained as the core, so that the code can be compared with it: the simulator records the
 * steps of cores and disks, and {@code Trace} lets TLC follow the record line by line. The first line that {@code
 * Steps} does not allow shows a fault in the code or in the specification.
 */
@NullMarked
package io.dengine.model;

import org.jspecify.annotations.NullMarked;
