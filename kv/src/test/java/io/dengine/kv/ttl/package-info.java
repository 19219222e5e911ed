/** Tests of package {@code ttl}. */
@NullMarked
package io.dengine.kv.ttl;

import org.jspecify.annotations.NullMarked;
