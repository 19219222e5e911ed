/** Tests of how a configuration is read, and of the reference page that describes it. */
@NullMarked
package io.dengine.server.config;

import org.jspecify.annotations.NullMarked;
