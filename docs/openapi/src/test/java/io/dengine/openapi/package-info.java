/** The OpenAPI description as tests read it. */
@NullMarked
package io.dengine.openapi;

import org.jspecify.annotations.NullMarked;
