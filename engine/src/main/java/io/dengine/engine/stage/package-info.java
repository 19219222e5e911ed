/** Stages, their mailboxes and the threads that drive them in production. */
@NullMarked
package io.dengine.engine.stage;

import org.jspecify.annotations.NullMarked;
