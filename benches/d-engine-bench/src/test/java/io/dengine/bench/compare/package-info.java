/** Tests of the comparison. */
@NullMarked
package io.dengine.bench.compare;

import org.jspecify.annotations.NullMarked;
