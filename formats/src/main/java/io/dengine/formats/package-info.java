/**
 * Everything that is decoded from bytes which a stranger or a bad disk may have written.
 *
 * <p>Invariants: a decoder returns a value or throws what it declares, and nothing else; it allocates in proportion to
 * its input; what it returns is encoded to bytes that give the same value again. {@link io.dengine.formats.Formats}
 * lists the encodings, {@link io.dengine.formats.Targets} what is tried; {@code scripts/fuzz} tries for as long as one
 * likes, guided by coverage.
 */
@NullMarked
package io.dengine.formats;

import org.jspecify.annotations.NullMarked;
