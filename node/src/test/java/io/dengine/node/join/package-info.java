@NullMarked
package io.dengine.node.join;

import org.jspecify.annotations.NullMarked;
