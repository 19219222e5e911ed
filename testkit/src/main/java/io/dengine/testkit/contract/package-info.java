/**
 * Contract suites: tests that every implementation of a port inherits, the real one and the simulated one.
 *
 * <p>Invariant: a suite uses only the port itself and a way to open, crash and reopen its implementation.
 */
@NullMarked
package io.dengine.testkit.contract;

import org.jspecify.annotations.NullMarked;
