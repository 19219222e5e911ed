/** Tests of the lines that operators rely on. */
@NullMarked
package io.dengine.server.log;

import org.jspecify.annotations.NullMarked;
