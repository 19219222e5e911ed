@NullMarked
package io.dengine.kv.session;

import org.jspecify.annotations.NullMarked;
