/**
 * A command line for numbers kept by a cluster.
 *
 * <p>Invariant: keys and values are unsigned numbers of 64 bits, as 8 bytes with the highest first; other clients of
 * the same keys do the same.
 */
@NullMarked
package io.dengine.examples.client;

import org.jspecify.annotations.NullMarked;
