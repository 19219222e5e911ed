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
 * <p>Invariants: each stage is stepped by one thread; requests from outside wait in bounded queues; what stages tell
 * each other are growing numbers in coalescing slots, so no stage can block on another.
 */
@NullMarked
package io.dengine.engine;

import org.jspecify.annotations.NullMarked;
