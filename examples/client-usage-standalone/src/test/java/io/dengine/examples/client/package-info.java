@NullMarked
package io.dengine.examples.client;

import org.jspecify.annotations.NullMarked;
