@NullMarked
package io.dengine.examples.app;

import org.jspecify.annotations.NullMarked;
