/** Tests of the load generator. */
@NullMarked
package io.dengine.bench;

import org.jspecify.annotations.NullMarked;
