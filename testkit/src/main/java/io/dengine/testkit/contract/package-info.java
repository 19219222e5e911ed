/**
 * Contract suites: tests that every implementation of a port inherits, the real one and the simulated one alike.
 *
 * <p>Invariant: a suite uses nothing but the port itself and a way to open, to crash and to reopen it.
 */
@NullMarked
package io.dengine.testkit.contract;

import org.jspecify.annotations.NullMarked;
