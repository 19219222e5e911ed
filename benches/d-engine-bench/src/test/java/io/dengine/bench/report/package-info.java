/** Tests of tables and charts. */
@NullMarked
package io.dengine.bench.report;

import org.jspecify.annotations.NullMarked;
