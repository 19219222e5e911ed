/** Tests of the package of the same name. */
@NullMarked
package io.dengine.kv.rocksdb;

import org.jspecify.annotations.NullMarked;
