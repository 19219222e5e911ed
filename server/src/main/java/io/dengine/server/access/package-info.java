/** Decides who may send operators' requests, whichever protocol they come by. */
@NullMarked
package io.dengine.server.access;

import org.jspecify.annotations.NullMarked;
