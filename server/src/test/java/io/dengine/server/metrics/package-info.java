/** Tests of the numbers a node shows, and of the page that lists them. */
@NullMarked
package io.dengine.server.metrics;

import org.jspecify.annotations.NullMarked;
