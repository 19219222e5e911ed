/** Tests of the node program as a whole. */
@NullMarked
package io.dengine.server;

import org.jspecify.annotations.NullMarked;
