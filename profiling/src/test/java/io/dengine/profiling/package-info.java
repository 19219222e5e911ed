/** Real recordings of this process, and what they become. */
@NullMarked
package io.dengine.profiling;

import org.jspecify.annotations.NullMarked;
