@NullMarked
package io.dengine.embedded;

import org.jspecify.annotations.NullMarked;
