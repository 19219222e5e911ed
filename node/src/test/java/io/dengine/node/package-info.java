@NullMarked
package io.dengine.node;

import org.jspecify.annotations.NullMarked;
