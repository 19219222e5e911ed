/**
 * Service discovery on a cluster: one program changes the registry, another one watches it.
 *
 * <pre>
 *   Admin ---put, delete---> cluster ---changes---> Watcher
 *               /services/SERVICE/INSTANCE -> address
 * </pre>
 *
 * <p>Invariant: a watcher reports every change after its first scan exactly once, whatever happens to nodes.
 */
@NullMarked
package io.dengine.examples.registry;

import org.jspecify.annotations.NullMarked;
