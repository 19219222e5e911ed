/** Tests of package {@code store}. */
@NullMarked
package io.dengine.kv.store;

import org.jspecify.annotations.NullMarked;
