@NullMarked
package io.dengine.client.tls;

import org.jspecify.annotations.NullMarked;
