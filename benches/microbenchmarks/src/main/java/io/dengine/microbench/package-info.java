/**
 * Microbenchmarks of the hot steps: the time and allocation of a call in the core, the log, the store and the codecs,
 * without threads and network. Run them by hand with JMH; {@code -prof gc} shows the bytes that each call allocates.
 *
 * <p>All use {@link io.dengine.microbench.Samples}: keys of 8 bytes and values of 256 bytes, as the measurements of
 * whole clusters do.
 */
@NullMarked
package io.dengine.microbench;

import org.jspecify.annotations.NullMarked;
