/** Tests of what the chaos program judges with. */
@NullMarked
package io.dengine.chaos;

import org.jspecify.annotations.NullMarked;
