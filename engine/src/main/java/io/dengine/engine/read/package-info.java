/**
 * Reads without a log entry.
 *
 * <pre>
 *   lease held and applied far enough        : the caller reads at once
 *   otherwise  --> [core] a quorum confirms  --> index --> ReadGate --> applied that far: the caller reads
 * </pre>
 *
 * <p>Invariants: a lease is one immutable value behind one field, revoked in the same step in which leadership ends; a
 * read is released only when everything that was committed when it arrived is applied here.
 */
@NullMarked
package io.dengine.engine.read;

import org.jspecify.annotations.NullMarked;
