@NullMarked
package io.dengine.node.start;

import org.jspecify.annotations.NullMarked;
