/**
 * Tests of every decoder of bytes that an attacker or a bad disk may have written.
 *
 * <p>Invariants: a decoder returns a value or throws what it declares, and nothing else; it allocates in proportion to
 * its input; what it returns is encoded to bytes that give the same value again. {@link io.dengine.formats.Formats}
 * lists the encodings, {@link io.dengine.formats.Targets} the decoders under fuzz; {@code scripts/fuzz} runs for any
 * length of time, guided by coverage.
 */
@NullMarked
package io.dengine.formats;

import org.jspecify.annotations.NullMarked;
