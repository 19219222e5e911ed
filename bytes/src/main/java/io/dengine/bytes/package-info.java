/**
 * Immutable byte strings and the primitives of the binary codecs: {@link io.dengine.bytes.Bytes} is an immutable slice
 * with value equality and unsigned lexicographic order; {@link io.dengine.bytes.BytesWriter} and
 * {@link io.dengine.bytes.BytesReader} are the only binary codec primitives in the project.
 * {@link io.dengine.bytes.ClockDrift} is here because both the protocol and the clients compute with it, and this
 * module is the only one that both use.
 *
 * <p>Invariants: a slice never changes after it was created; a reader never allocates more than the bytes it was given,
 * whatever length those bytes claim.
 */
@NullMarked
package io.dengine.bytes;

import org.jspecify.annotations.NullMarked;
