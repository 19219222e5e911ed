/**
 * Mutation tests of the tests: known faults are put into copies of the sources, and each must be found.
 *
 * <pre>
 *   NAME.canary --> changed sources --> javac --> class loader --> transcripts --> other output, or
 *                                                              --> explorer, seeds --> a violation, or the build fails
 * </pre>
 *
 * <p>Most faults must be found by the simulator, which has no hint where to look. Where the window is too short to be
 * hit by chance, the canary names the transcript that shows it, or the bounds within which the explorer finds it.
 *
 * <p>Invariants: the sources of the product carry no switch for any of this; a canary whose text is not found exactly
 * once is an error, so that it cannot rot unnoticed.
 */
@NullMarked
package io.dengine.testkit.canary;

import org.jspecify.annotations.NullMarked;
