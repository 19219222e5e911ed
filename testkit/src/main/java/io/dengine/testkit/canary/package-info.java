/**
 * Proof that the simulator bites: known faults are put into copies of the sources, and each must be found.
 *
 * <pre>
 *   NAME.canary --> one changed source --> javac --> class loader --> seeds --> a violation, or the build fails
 * </pre>
 *
 * <p>Invariants: the sources of the product carry no switch for any of this; a canary whose text is not found exactly
 * once is an error, so that it cannot rot unnoticed.
 */
@NullMarked
package io.dengine.testkit.canary;

import org.jspecify.annotations.NullMarked;
