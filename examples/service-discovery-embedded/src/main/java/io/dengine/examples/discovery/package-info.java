/**
 * Service discovery inside one process: who registers writes a key, who is interested watches.
 *
 * <pre>
 *   /services/SERVICE/INSTANCE -> address
 * </pre>
 *
 * <p>Invariant: nobody polls. What is known comes from a scan, and then from a watch that begins right after it.
 */
@NullMarked
package io.dengine.examples.discovery;

import org.jspecify.annotations.NullMarked;
