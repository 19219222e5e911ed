/**
 * Proof that the tests bite: known faults are put into copies of the sources, and each must be found.
 *
 * <pre>
 *   NAME.canary --> changed sources --> javac --> class loader --> transcripts --> another story, or
 *                                                              --> explorer, seeds --> a violation, or the build fails
 * </pre>
 *
 * <p>Most faults must be found by the simulator, which nobody told where to look. Where the moment is so short that
 * only somebody who knows it hits it, the canary names the transcript that tells of it, or the bounds within which the
 * explorer comes upon it.
 *
 * <p>Invariants: the sources of the product carry no switch for any of this; a canary whose text is not found exactly
 * once is an error, so that it cannot rot unnoticed.
 */
@NullMarked
package io.dengine.testkit.canary;

import org.jspecify.annotations.NullMarked;
