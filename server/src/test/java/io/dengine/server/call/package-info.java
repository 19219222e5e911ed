/** How calls of clients are served. */
@NullMarked
package io.dengine.server.call;

import org.jspecify.annotations.NullMarked;
