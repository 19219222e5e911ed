/** Tests of the client protocol. */
@NullMarked
package io.dengine.wire;

import org.jspecify.annotations.NullMarked;
