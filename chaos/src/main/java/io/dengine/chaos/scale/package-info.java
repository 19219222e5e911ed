/**
 * The cost of many watches and many leases, measured by clients.
 *
 * <pre>
 *   SteadyCalls: one call every few milliseconds ----.
 *   ManyWatches: watches of many clients ------------+--> times, as a Spread
 *   LeasedKeys:  leases that expire at one moment ---'
 * </pre>
 *
 * <p>Invariants: all times come from one clock of one process; an interval contains the measurements of the calls
 * that began in it.
 */
@NullMarked
package io.dengine.chaos.scale;

import org.jspecify.annotations.NullMarked;
