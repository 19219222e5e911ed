/** The arithmetic of majorities, and nothing else. Invariant: an even set of n voters needs n / 2 + 1. */
@NullMarked
package io.dengine.core.quorum;

import org.jspecify.annotations.NullMarked;
