@NullMarked
package io.dengine.client.remote;

import org.jspecify.annotations.NullMarked;
