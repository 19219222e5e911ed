/** The vocabulary of the protocol. Immutable values; no behaviour, no encoding. */
@NullMarked
package io.dengine.core.message;

import org.jspecify.annotations.NullMarked;
