/** Tests of encodings and limits. */
@NullMarked
package io.dengine.kv.command;

import org.jspecify.annotations.NullMarked;
