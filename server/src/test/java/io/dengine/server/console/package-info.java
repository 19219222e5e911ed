@NullMarked
package io.dengine.server.console;

import org.jspecify.annotations.NullMarked;
