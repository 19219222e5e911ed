/** Tests of the store: against a naive model, entry by entry, and of each promise by itself. */
@NullMarked
package io.dengine.kv;

import org.jspecify.annotations.NullMarked;
