/** Tests of package {@code watch}. */
@NullMarked
package io.dengine.kv.watch;

import org.jspecify.annotations.NullMarked;
