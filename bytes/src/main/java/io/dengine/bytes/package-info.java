/**
 * Bytes as a value: {@link io.dengine.bytes.Bytes} is an immutable slice with value equality and unsigned
 * lexicographic order; {@link io.dengine.bytes.BytesWriter} and {@link io.dengine.bytes.BytesReader} are the only
 * binary codec primitives in the project. {@link io.dengine.bytes.ClockDrift} is here because the protocol and clients
 * both compute with it, and share nothing else.
 *
 * <p>Invariants: a slice never changes after it was made; a reader never allocates more than the bytes it was given,
 * whatever length those bytes claim.
 */
@NullMarked
package io.dengine.bytes;

import org.jspecify.annotations.NullMarked;
