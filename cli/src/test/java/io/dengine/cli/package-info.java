@NullMarked
package io.dengine.cli;

import org.jspecify.annotations.NullMarked;
