@NullMarked
package io.dengine.examples.discovery;

import org.jspecify.annotations.NullMarked;
