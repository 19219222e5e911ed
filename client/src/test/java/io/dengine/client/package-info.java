/** Tests of the client: a simulated cluster around a real store, and targets that answer what a test tells them to. */
@NullMarked
package io.dengine.client;

import org.jspecify.annotations.NullMarked;
