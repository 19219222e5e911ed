/**
 * Mutation tests of the tests: known faults are inserted into copies of the sources, and each must be found.
 *
 * <pre>
 *   NAME.canary --> changed sources --> javac --> class loader --> transcripts --> other output, or
 *                                                              --> explorer, seeds --> a violation, or the build fails
 * </pre>
 *
 * <p>The simulator must find most faults without any hint. Where the window of a fault is too short to be hit by
 * chance, its canary names a transcript that shows it, or the bounds within which the explorer finds it.
 *
 * <p>Invariants: the sources of the product contain no switch for this; a canary whose text does not occur exactly once
 * in its source is an error, so that it cannot become obsolete unnoticed.
 */
@NullMarked
package io.dengine.simulator.canary;

import org.jspecify.annotations.NullMarked;
