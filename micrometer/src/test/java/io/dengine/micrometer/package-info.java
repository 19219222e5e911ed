/** Clients are seen in a registry. */
@NullMarked
package io.dengine.micrometer;

import org.jspecify.annotations.NullMarked;
