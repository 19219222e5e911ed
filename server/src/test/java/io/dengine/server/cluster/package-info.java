/** Whole clusters of node processes, used as users use them. */
@NullMarked
package io.dengine.server.cluster;

import org.jspecify.annotations.NullMarked;
