/**
 * A node: the core driven by stages.
 *
 * <pre>
 *   clients, peers --> [core] --> [log] --> peers
 *                        |  ^------'
 *                        v
 *                     [apply] --> clients, watchers
 * </pre>
 *
 * <p>Invariants: each stage is stepped by one thread at a time; requests from outside wait in bounded queues; what
 * stages report to each other are growing numbers in coalescing slots, so no stage can block on another.
 */
@NullMarked
package io.dengine.engine;

import org.jspecify.annotations.NullMarked;
