/**
 * Tests of every decoder whose input may come from an attacker or a damaged disk.
 *
 * <p>Invariants: a decoder returns a value or throws a declared exception, and nothing else; it allocates in proportion
 * to its input; a decoded value is encoded to bytes that decode to the same value. {@link io.dengine.formats.Formats}
 * lists the encodings, {@link io.dengine.formats.Targets} the decoders that the fuzzer tests; {@code scripts/fuzz} runs
 * for any length of time, guided by coverage.
 */
@NullMarked
package io.dengine.formats;

import org.jspecify.annotations.NullMarked;
