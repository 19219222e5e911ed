/**
 * The guard of what an operation costs: what does not depend on the speed of the machine is counted, and compared with
 * the table in {@code docs/performance.md}.
 *
 * <pre>
 *   OperationCostTest --starts--> MeasuringProcess --rows--> OperationCostTest &lt;--table-- docs/performance.md
 * </pre>
 */
@NullMarked
package io.dengine.embedded.costs;

import org.jspecify.annotations.NullMarked;
