/**
 * The shortest programs that use the engine inside their own process.
 *
 * <p>Invariant: what is printed was read from the store, never remembered.
 */
@NullMarked
package io.dengine.examples.quickstart;

import org.jspecify.annotations.NullMarked;
