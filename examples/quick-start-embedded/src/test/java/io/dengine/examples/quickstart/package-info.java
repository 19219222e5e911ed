@NullMarked
package io.dengine.examples.quickstart;

import org.jspecify.annotations.NullMarked;
