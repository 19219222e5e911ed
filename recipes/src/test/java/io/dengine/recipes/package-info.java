/** The recipes on a real engine: each test reads like a line of what they promise. */
@NullMarked
package io.dengine.recipes;

import org.jspecify.annotations.NullMarked;
