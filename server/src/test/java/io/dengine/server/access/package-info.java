/** Tests of the lines that operators rely on. */
@NullMarked
package io.dengine.server.access;

import org.jspecify.annotations.NullMarked;
