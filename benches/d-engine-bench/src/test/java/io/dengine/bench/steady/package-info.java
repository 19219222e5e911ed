/** Tests of the measurement of a steady rate. */
@NullMarked
package io.dengine.bench.steady;

import org.jspecify.annotations.NullMarked;
