@NullMarked
package io.dengine.cli.console;

import org.jspecify.annotations.NullMarked;
