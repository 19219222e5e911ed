/**
 * The hot steps one by one: what a call takes of time and memory in the core, the log, the store and the codecs,
 * without threads and network around it. Run by hand, with JMH; {@code -prof gc} shows the bytes that each call
 * allocates.
 *
 * <p>What they share is in {@link io.dengine.microbench.Samples}: keys of 8 bytes and values of 256, as in the
 * measurements of whole clusters.
 */
@NullMarked
package io.dengine.microbench;

import org.jspecify.annotations.NullMarked;
