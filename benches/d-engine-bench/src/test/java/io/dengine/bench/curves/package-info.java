/** Tests of the curves. */
@NullMarked
package io.dengine.bench.curves;

import org.jspecify.annotations.NullMarked;
