/** Tests with real recordings of this process. */
@NullMarked
package io.dengine.profiling;

import org.jspecify.annotations.NullMarked;
