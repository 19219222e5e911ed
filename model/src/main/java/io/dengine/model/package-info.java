/**
 * The protocol in TLA+ ({@code model/tla}), and the program that lets TLC check it.
 *
 * <p>Invariants: each specification holds within its bounds, and each of its mutants, which removes one rule, is
 * found. A specification that finds nothing proves nothing.
 */
@NullMarked
package io.dengine.model;

import org.jspecify.annotations.NullMarked;
