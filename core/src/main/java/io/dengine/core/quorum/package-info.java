/** The arithmetic of majorities. Invariant: an even set of n voters needs n / 2 + 1. */
@NullMarked
package io.dengine.core.quorum;

import org.jspecify.annotations.NullMarked;
