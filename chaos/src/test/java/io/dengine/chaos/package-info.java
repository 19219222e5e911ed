/** Tests of the checks and figures of the chaos program. */
@NullMarked
package io.dengine.chaos;

import org.jspecify.annotations.NullMarked;
