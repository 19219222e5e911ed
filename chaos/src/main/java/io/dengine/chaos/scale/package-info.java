/**
 * What many watches and many leases cost, seen from outside.
 *
 * <pre>
 *   SteadyCalls: one call every few milliseconds ----.
 *   ManyWatches: watches of many clients ------------+--> times, told as a Spread
 *   LeasedKeys:  leases that end at one moment ------'
 * </pre>
 *
 * <p>Invariants: times are read from one clock of one process, and what was measured in a stretch of time is what began
 * in it.
 */
@NullMarked
package io.dengine.chaos.scale;

import org.jspecify.annotations.NullMarked;
