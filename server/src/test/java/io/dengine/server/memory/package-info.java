/** Tests of what clients may make a node hold. */
@NullMarked
package io.dengine.server.memory;

import org.jspecify.annotations.NullMarked;
