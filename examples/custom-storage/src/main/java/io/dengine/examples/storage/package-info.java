/**
 * A state machine of one's own on a store that knows nothing of clusters.
 *
 * <pre>
 *   Library --propose--> EmbeddedEngine: replicates, snapshots, compacts
 *      |                      | apply, freeze, restore
 *      '--read-------> DocumentStore --> MVStore: one file
 * </pre>
 *
 * <p>Invariant: the file holds the documents together with the index of the last command that is part of them, and both
 * become durable at once.
 */
@NullMarked
package io.dengine.examples.storage;

import org.jspecify.annotations.NullMarked;
