@NullMarked
package io.dengine.examples.registry;

import org.jspecify.annotations.NullMarked;
