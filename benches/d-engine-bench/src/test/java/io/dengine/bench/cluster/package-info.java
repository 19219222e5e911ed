/** Tests of clusters of processes. */
@NullMarked
package io.dengine.bench.cluster;

import org.jspecify.annotations.NullMarked;
