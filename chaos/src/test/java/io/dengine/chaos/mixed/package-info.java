/** The audit notices what it is there for. */
@NullMarked
package io.dengine.chaos.mixed;

import org.jspecify.annotations.NullMarked;
