/** Tests of package {@code memory}. */
@NullMarked
package io.dengine.kv.memory;

import org.jspecify.annotations.NullMarked;
